/** What others have on the BIG-IP before Berth comes, in its way where it can be. */
import type { PrivateEngine } from '@berth/local-stack';
import type { Snapshot } from '@berth/virtual-bigip';
import type { LaboratoryBigip } from './laboratory-bigip.ts';
import { Unit } from './measure/unit-requests.ts';

/** The name of a service for which a pool is there already. */
export const taken = 'taken';

/** `<resource> <key>` of what is planted. */
const planted = [
  'ltm/node /Common/by-hand',
  'ltm/pool /Common/by-hand',
  'ltm/pool/members /Common/by-hand /Common/10.255.0.1:80',
  'ltm/rule /Common/by-hand',
  'ltm/data-group/internal /Common/by-hand',
  'ltm/virtual /Common/by-hand',
  'ltm/pool /berth/by-hand',
  `ltm/pool /berth/${taken}`,
];

/** Others' objects, and a node with the address that the engine's first container gets. */
export async function plant(bigip: Pick<LaboratoryBigip, 'access'>, { gateway }: Pick<PrivateEngine, 'gateway'>): Promise<void> {
  using unit = await Unit.at(bigip.access);
  await unit.send('POST', 'auth/partition', { name: 'berth' });
  await unit.send('POST', 'ltm/node', { name: 'by-hand', address: nextAddress(gateway), description: 'a web server' });
  await unit.send('POST', 'ltm/pool', { name: 'by-hand', members: [{ name: '10.255.0.1:80', ratio: 3 }], monitor: '/Common/http' });
  await unit.send('POST', 'ltm/rule', { name: 'by-hand', apiAnonymous: 'when HTTP_REQUEST {\n  HTTP::header insert X-By Hand\n}' });
  await unit.send('POST', 'ltm/data-group/internal', { name: 'by-hand', type: 'string', records: [{ name: 'www', data: 'x' }] });
  const virtual = { name: 'by-hand', destination: '192.0.2.1:80', ipProtocol: 'tcp', pool: 'by-hand', profiles: ['tcp', 'http'] };
  await unit.send('POST', 'ltm/virtual', virtual);
  await unit.send('POST', 'ltm/pool', { name: 'by-hand', partition: 'berth', description: 'kept by others' });
  await unit.send('POST', 'ltm/pool', { name: taken, partition: 'berth', loadBalancingMode: 'least-connections-member' });
}

/** Adds a member by hand to a pool of ours. */
export async function addMember(bigip: Pick<LaboratoryBigip, 'access'>, service: string): Promise<string> {
  using unit = await Unit.at(bigip.access);
  await unit.send('POST', `ltm/pool/~berth~${service}/members`, { name: '/Common/10.255.0.2:80', session: 'user-disabled' });
  return `ltm/pool/members /berth/${service} /Common/10.255.0.2:80`;
}

/** What was planted, and `further`, as it is now: each with its bytes. */
export function plantedIn(snapshot: Snapshot, further: readonly string[] = []): Map<string, string> {
  const found = new Map<string, string>();
  for (const [resource, table] of Object.entries(snapshot))
    for (const [key, properties] of Object.entries(table))
      if ([...planted, ...further].includes(`${resource} ${key}`)) found.set(`${resource} ${key}`, JSON.stringify(properties));
  return found;
}

/** An engine gives its first container the address after its own. */
function nextAddress(gateway: string): string {
  return gateway.replace(/\d+$/, (last) => String(Number(last) + 1));
}
