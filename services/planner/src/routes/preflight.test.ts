/** What the preflight tells, of engines whose answers have the shape of Docker 20 to 29. */
import type { MemberStates } from '@berth/messages';
import { expect, test } from 'vitest';
import { engineWith, routesInput } from '../testing/sample-routes.ts';
import { preflight } from './preflight.ts';

const bridge = 'com.docker.network.bridge';
const unmasked = { [`${bridge}.enable_ip_masquerade`]: 'false' };

type Given = Parameters<typeof engineWith>[1] & {
  readonly options?: Readonly<Record<string, string>>;
  readonly states?: MemberStates['members'];
};

/** Of one engine with the network `shop`, as `error direct`. */
function found({ options = unmasked, states = [], ...engine }: Given, selfIps = ['192.0.2.1/24']) {
  const networks = { shop: { subnets: ['10.1.0.0/24'], options } };
  const docker1 = engineWith(1, { defaultGateways: ['192.0.2.1'], networks, ...engine });
  const reach = preflight({ ...routesInput([docker1], { selfIps }), engine: docker1, states });
  return { ...reach, told: reach.findings.map(({ severity, kind }) => `${severity} ${kind}`) };
}

function member(address: string, state: 'up' | 'down' | 'unknown'): MemberStates['members'][number] {
  return { pool: 'www', member: `${address}:80`, container: 'a'.repeat(12), state };
}

test.for([
  { when: 'it drops nothing by itself', dockerVersion: '20.10.24', direct: 'unknown', told: ['unknown forwarding'] },
  { when: 'it is the last that drops nothing', dockerVersion: '27.5.1', direct: 'unknown', told: ['unknown forwarding'] },
  { when: 'it drops by itself', dockerVersion: '28.0.0', direct: 'fails', told: ['error direct'] },
  { when: 'it is newer still', dockerVersion: '29.1.0-rc.1', direct: 'fails', told: ['error direct'] },
  { when: 'it is built from source, without a number', dockerVersion: 'dev', direct: 'unknown', told: ['unknown forwarding'] },
])('an engine when $when', ({ dockerVersion, direct, told }) => {
  const reach = found({ dockerVersion });
  expect(reach.networks).toEqual([{ network: 'shop', direct }]);
  expect(reach.told).toEqual(told);
});

test.for([
  { option: { [`${bridge}.gateway_mode_ipv4`]: 'nat' }, direct: 'fails' },
  { option: { [`${bridge}.gateway_mode_ipv4`]: 'routed' }, direct: 'unknown' },
  { option: { [`${bridge}.gateway_mode_ipv4`]: 'nat-unprotected' }, direct: 'unknown' },
  { option: { [`${bridge}.trusted_host_interfaces`]: 'eth1:eth2' }, direct: 'unknown' },
  { option: { [`${bridge}.gateway_mode_ipv6`]: 'nat-unprotected' }, direct: 'fails' },
])('a network of an engine that drops, with $option', ({ option, direct }) => {
  expect(found({ dockerVersion: '28.3.2', options: { ...unmasked, ...option } }).networks[0]?.direct).toBe(direct);
});

test.for([
  { when: 'a member is up', states: [member('10.1.0.2', 'up'), member('10.1.0.3', 'down')], direct: 'works', told: [] },
  { when: 'all are down', states: [member('10.1.0.2', 'down')], direct: 'fails', told: ['error silent'] },
  { when: 'nobody looks', states: [member('10.1.0.2', 'unknown')], direct: 'unknown', told: ['unknown forwarding'] },
  { when: 'only a published port is up', states: [member('192.0.2.11', 'up')], direct: 'unknown', told: ['unknown forwarding'] },
  { when: 'a member in a route domain is up', states: [member('10.1.0.2%7', 'up')], direct: 'works', told: [] },
])('what monitors say counts when $when', ({ states, direct, told }) => {
  const reach = found({ states });
  expect(reach.networks[0]?.direct).toBe(direct);
  expect(reach.told).toEqual(told);
});

test('what is measured counts more than what the version tells', () => {
  expect(found({ dockerVersion: '29.0.0', states: [member('10.1.0.2', 'up')] }).told).toEqual([]);
  expect(found({ dockerVersion: '29.0.0', states: [member('10.1.0.2', 'down')] }).told).toEqual(['error direct', 'error silent']);
});

test.for([
  { when: 'nothing is said of it', options: {}, told: true },
  { when: 'it is on', options: { [`${bridge}.enable_ip_masquerade`]: 'true' }, told: true },
  { when: 'it is off', options: unmasked, told: false },
  {
    when: 'nothing is translated',
    options: { [`${bridge}.gateway_mode_ipv4`]: 'routed', [`${bridge}.gateway_mode_ipv6`]: 'routed' },
    told: false,
  },
])('masquerading is told when $when', ({ options, told }) => {
  expect(found({ options }).told.includes('warning masquerading')).toBe(told);
});

const towardsSelf = [
  'ip route replace default via 192.0.2.1',
  '# or, for each network that is to come back there: ip route replace NETWORK via 192.0.2.1',
];

test.for([
  { when: 'a self IP is the default gateway', given: {}, back: 'works', commands: undefined },
  {
    when: 'somebody else is',
    given: { defaultGateways: ['192.0.2.254'] },
    back: 'fails',
    commands: towardsSelf,
  },
  { when: 'the host has none', given: { defaultGateways: [] }, back: 'fails', commands: towardsSelf },
])('the way back when $when', ({ given, back, commands }) => {
  const reach = found(given);
  expect(reach.back).toBe(back);
  expect(reach.findings.find(({ kind }) => kind === 'back')?.commands).toEqual(commands);
});

test.for([
  { was: 'works', is: 'works', cause: /still come back through edge can't be told; they did/ },
  { was: 'fails', is: 'unknown', cause: /docker1 come back through edge can't be told$/ },
] as const)('the way back that nobody can see any more: $was before, $is now', ({ was, is, cause }) => {
  const docker1 = engineWith(1, {});
  for (const selfIps of [['192.0.2.1/24'], undefined]) {
    const { back, findings } = preflight({ ...routesInput([docker1], selfIps && { selfIps }), engine: docker1, states: [], before: was });
    expect(back).toBe(is);
    expect(findings.find(({ kind }) => kind === 'back')).toMatchObject({ severity: 'unknown', cause: expect.stringMatching(cause) });
  }
});

test('nothing is said of the way back that nobody can see', () => {
  const docker1 = engineWith(1, { networks: {} });
  const { back, findings } = preflight({ ...routesInput([docker1], { selfIps: ['192.0.2.1/24'] }), engine: docker1, states: [] });
  expect(back).toBe('unknown');
  expect(findings).toMatchObject([
    { kind: 'back', severity: 'unknown', told: expect.stringContaining('only a collector on the host itself') },
  ]);
});

test('every finding tells what to do and how it was told, and names of the DNS listener as a command', () => {
  const docker1 = engineWith(1, { dockerVersion: '29.0.0', networks: { bridge: '10.1.0.0/24', shop: '10.1.1.0/24' } });
  const dns = { server: '192.0.2.53', zones: ['docker.example.com'] };
  const { findings } = preflight({ ...routesInput([docker1]), engine: docker1, states: [], dns });
  expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['direct', 'masquerading', 'back', 'names']));
  for (const { cause, fix, told } of findings) for (const words of [cause, fix, told]) expect(words.length).toBeGreaterThan(10);
  expect(findings.at(-1)?.commands).toEqual(['# in /etc/docker/daemon.json: "dns": ["192.0.2.53"], "dns-search": ["docker.example.com"]']);
});
