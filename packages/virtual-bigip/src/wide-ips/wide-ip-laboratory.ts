/** What tests of wide IPs need: a unit with a DNS listener, and three virtual servers that nobody watches. */
import type { Ask } from '../conformance/case.ts';
import { overUdp, query, told } from '../data-plane/dns/dns-client.ts';
import { configure, freePort, unit } from '../data-plane/traffic-laboratory.ts';
import type { VirtualBigIp } from '../start.ts';

type Listening = { readonly bigip: VirtualBigIp; readonly port: number; readonly ask: (name: string, type?: string) => Promise<string> };

const sites = [1, 2, 3].map((number) => ({ name: `vs${number}`, destination: `192.0.2.${number}:80` }));
const base: readonly Ask[] = [
  ['PATCH', 'sys/provision/gtm', { level: 'nominal' }],
  ['POST', 'gtm/datacenter', { name: 'dc' }],
  ['POST', 'gtm/server', { name: 's', datacenter: 'dc', addresses: [{ name: '192.0.2.100', deviceName: 's' }], virtualServers: sites }],
];

export const members = (...more: readonly object[]) => sites.map(({ name }, at) => ({ name: `s:${name}`, ...more[at] }));
export const gtmPool = (more: object = {}, name = 'p'): Ask => ['POST', 'gtm/pool/a', { name, members: members(), ttl: 7, ...more }];
export const wideIp = (more: object = {}): Ask => ['POST', 'gtm/wideip/a', { name: 'www.example.com', pools: [{ name: 'p' }], ...more }];

/** A unit with a listener, and three virtual servers that nobody watches. */
export async function listening(...asks: readonly Ask[]): Promise<Listening> {
  const bigip = await unit();
  const port = await freePort();
  const listener = { address: '127.0.0.1', port };
  await configure(
    bigip,
    ...base,
    ['POST', 'gtm/listener', { name: 'udp', ...listener }],
    ['POST', 'gtm/listener', { name: 'tcp', ...listener, ipProtocol: 'tcp' }],
    ...asks,
  );
  return { bigip, port, ask: async (name, type = 'A') => told(await overUdp(port, query(name, { type }))) };
}

/** The last part of the address in each of some answers. */
export async function asked({ ask }: Listening, times: number, name = 'www.example.com'): Promise<string> {
  const answers: string[] = [];
  for (let at = 0; at < times; at += 1) answers.push((await ask(name)).replace(/^NOERROR aa rd:? ?/, '').replaceAll('A 192.0.2.', ''));
  return answers.join(' ');
}
