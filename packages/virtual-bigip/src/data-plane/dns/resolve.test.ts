/** In what order a listener lets answer: wide IPs before what stands behind. */
import { expect, test } from 'vitest';
import { configured } from '../../testing/configured.ts';
import type { WideIpAnswer } from '../../traffic.ts';
import { ClientSide } from '../client-side.ts';
import { Connections } from '../connections.ts';
import { Members } from '../members.ts';
import { type Asked, query, told } from './dns-client.ts';
import { type DnsProfile, resolve } from './resolve.ts';

const profile: DnsProfile = { enableGtm: 'yes', processRd: 'yes', unhandledQueryAction: 'allow' };
const address: WideIpAnswer = { kind: 'answer', rcode: 0, answers: ['wide.example. 30 IN A 192.0.2.80'], authorities: [] };

test.for([
  { when: 'a wide IP', gets: 'NOERROR aa rd: A 192.0.2.80' },
  { when: 'a wide IP in other case', name: 'WIDE.example', gets: 'NOERROR aa rd: A 192.0.2.80' },
  { when: 'a wide IP with EDNS', asked: { edns: { flags: 0x8000 } }, gets: 'NOERROR aa rd: A 192.0.2.80; OPT do' },
  {
    when: 'a wide IP that fails',
    answer: { ...address, rcode: 3, answers: [], authorities: ['example. 5 IN SOA ns. h. 1 2 3 4 5'] },
    gets: 'NXDOMAIN aa rd; SOA',
  },
  { when: 'a wide IP that drops', answer: { kind: 'drop' as const }, gets: undefined },
  { when: 'another type', asked: { type: 'AAAA' }, gets: 'behind' },
  { when: 'another class', asked: { class: 'CH' }, gets: 'behind' },
  { when: 'an update', asked: { flags: 5 << 11 }, gets: 'behind' },
  { when: 'no wide IP', name: 'other.example', gets: 'behind' },
  { when: 'a profile without wide IPs', profile: { ...profile, enableGtm: 'no' as const }, gets: 'behind' },
] satisfies { when: string; name?: string; asked?: Asked; answer?: WideIpAnswer; profile?: DnsProfile; gets: string | undefined }[])(
  '$when: $gets',
  async (given) => {
    const {
      name = 'wide.example',
      asked = {},
      answer = address,
      gets,
    } = given as typeof given & { name?: string; asked?: Asked; answer?: WideIpAnswer };
    const bytes = await resolve(query(name, asked), {
      client: client(),
      profile: 'profile' in given ? given.profile : profile,
      wideIps: { answer: ({ name: wide, type }) => (wide.toLowerCase() === 'wide.example' && type === 'A' ? answer : undefined) },
      transport: 'udp',
      ask: async () => Buffer.from('behind'),
    });
    expect(bytes?.toString() === 'behind' ? 'behind' : bytes && told(bytes)).toBe(gets);
  },
);

/** Of a virtual server with a pool and no rules. */
function client(): ClientSide {
  const { view: configuration } = configured(
    ['POST', 'ltm/pool', { name: 'p', partition: 'T' }],
    [
      'POST',
      'ltm/virtual',
      {
        name: 'v',
        partition: 'T',
        destination: '/T/127.0.0.1:53',
        ipProtocol: 'udp',
        profiles: ['/Common/udp', '/Common/dns'],
        pool: '/T/p',
      },
    ],
  );
  const virtual = configuration.virtual('/T/v');
  if (virtual === undefined) throw new Error('there is no virtual server');
  const monitors = { state: () => 'unchecked' as const, disables: () => false };
  const members = new Members({ configuration, connections: new Connections(), monitors, checking: 'excluded', now: () => 0 });
  const ends = { clientAddress: '192.0.2.1', clientPort: 50_000, localAddress: '127.0.0.1', localPort: 53 };
  return new ClientSide({ virtual, ends, rules: undefined, persistence: undefined, surroundings: { configuration, members } });
}
