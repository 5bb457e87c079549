/**
 * From the engine's own time of a container's start to the first answer with its address, beside the least that anybody needs: a bare
 * program that hears the event, inspects, and posts the record itself.
 */
import { join } from 'node:path';
import { dnsRule, shardName } from '@berth/irules';
import { freePort, repository, startProgram, waitUntil } from '@berth/local-stack';
import { dig } from '../dig.ts';
import { Laboratory, internalZone as zone } from '../laboratory.ts';
import { firstAddress } from '../measure/first-address.ts';
import { StartEvents } from '../measure/start-events.ts';
import { median, quantile, rounded, tellResult } from '../measure/statistics.ts';
import { Unit } from '../measure/unit-requests.ts';

const rounds = Number(process.argv[2] ?? 100);
const shards = 16;
const floor = 'floor';

await using laboratory = await Laboratory.start({ bigip: 'process', dns: 'on' });
using unit = await Unit.at(laboratory.bigip.access);
const floorPort = await freePort();
await prepareFloor(unit, floorPort);
const { socket } = laboratory.engine;
const settings = { socket, unit: laboratory.bigip.access, name: floor, shards, posts: 'name', zone };
await using _floorProgram = await startProgram({
  name: 'floor program',
  entry: join(repository, 'test/src/measure/floor-program.ts'),
  env: { FLOOR: JSON.stringify(settings) },
  logFile: join(laboratory.directory, 'floor.log'),
});
using events = await StartEvents.open(socket);

type Kind = { readonly prefix: string; readonly port: number; readonly labels: Readonly<Record<string, string>> };
const ours: Kind = { prefix: 'www', port: laboratory.dns, labels: { 'berth.monitor': 'none' } };
const bare: Kind = { prefix: floor, port: floorPort, labels: { 'berth.enable': 'false', [floor]: 'yes' } };

// The service is there before anything is measured.
await laboratory.run('www-1', { labels: ours.labels });
await firstAddress(ours.port, `www-1.${zone}`);

const answered = { berth: [] as number[], floor: [] as number[] };
for (let round = 0; round < rounds + 3; round++) {
  const [berth, least] = [await change(ours, round), await change(bare, round)];
  // The first ones find cold programs.
  if (round < 3) continue;
  answered.berth.push(berth);
  answered.floor.push(least);
  if (round % 20 === 0)
    console.log(`${round} of ${rounds} rounds: ${rounded(median(answered.berth))} ms, floor ${rounded(median(answered.floor))} ms`);
}

const told = (values: readonly number[]) => ({ median: rounded(median(values)), p99: rounded(quantile(values, 0.99)) });
tellResult({
  bench: 'dns-change',
  ratio: rounded(median(answered.berth) / median(answered.floor)),
  rounds,
  berth: told(answered.berth),
  floor: told(answered.floor),
  unit: 'ms',
});

/** One container more, measured, and away with it again. */
async function change({ prefix, port, labels }: Kind, round: number): Promise<number> {
  const name = `${prefix}-${round + 2}`;
  const host = `${name}.${zone}`;
  const container = await laboratory.create(name, { labels });
  const started = events.started(name);
  const running = container.start();
  const at = await started;
  const first = await firstAddress(port, host);
  await running;
  await container.remove({ force: true });
  if (prefix === floor) {
    const options = encodeURIComponent(`records delete { ${host} }`);
    await unit.send('PATCH', `ltm/data-group/internal/~${floor}~${shardName('berth_dns', shards, host)}?options=${options}`, {});
  }
  await waitUntil(`${host} to be gone`, 30_000, async () => (await dig(port, host)).status === 'NXDOMAIN');
  return first - at;
}

/** What the floor needs on the BIG-IP: a partition of its own with the same rule, on the same kind of listener. */
async function prepareFloor(unit: Unit, port: number): Promise<void> {
  await unit.send('POST', 'auth/partition', { name: floor });
  for (let shard = 0; shard < shards; shard++) {
    const name = `berth_dns_${String(shard).padStart(2, '0')}`;
    await unit.send('POST', 'ltm/data-group/internal', { name, partition: floor, type: 'string' });
  }
  const text = dnsRule({
    folder: `/${floor}`,
    shards,
    zones: [{ name: zone, unknown: 'nxdomain' }],
    servers: [`ns.${zone}`],
    contact: `hostmaster.${zone}`,
    soa: { serial: 1, refresh: 3600, retry: 600, expire: 86_400 },
    ttl: 5,
    negativeTtl: 5,
  });
  await unit.send('POST', 'ltm/rule', { name: 'berth_dns', partition: floor, apiAnonymous: text });
  await unit.send('POST', 'ltm/virtual', {
    name: 'dns',
    partition: floor,
    destination: `/${floor}/127.0.0.1:${port}`,
    mask: '255.255.255.255',
    ipProtocol: 'udp',
    profiles: [{ name: '/Common/udp' }, { name: '/Common/dns' }],
    rules: [`/${floor}/berth_dns`],
  });
}
