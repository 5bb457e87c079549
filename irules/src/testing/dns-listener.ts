/** The DNS rule as shipped on listeners of a unit, over what an applier would have configured in partition T. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { configure, freePort, pool, rule, virtual } from '@berth/virtual-bigip/testing';
import { type DnsName, dnsGroups, dnsRecords, reverseName } from '../dns-records.ts';
import { type DnsRuleSettings, dnsRule } from '../dns-rule.ts';

export const zone = 'docker.example.com';
export const settings: DnsRuleSettings = {
  folder: '/T',
  shards: 4,
  zones: [
    { name: zone, unknown: 'nxdomain' },
    { name: `inner.${zone}`, unknown: 'pass' },
    { name: 'shared.example.net', unknown: 'pass' },
    { name: '18.172.in-addr.arpa', unknown: 'nxdomain' },
    { name: '0.0.d.f.ip6.arpa', unknown: 'nxdomain' },
  ],
  servers: [`ns.${zone}`, 'ns.example.org'],
  contact: 'hostmaster.example.com',
  soa: { serial: 7, refresh: 3600, retry: 600, expire: 86_400 },
  ttl: 30,
  negativeTtl: 9,
};

const long = `${'l'.repeat(60)}.${zone}`;
export const names: readonly DnsName[] = [
  {
    name: `www.${zone}`,
    addresses: ['172.18.0.5', '172.18.0.6', 'fd00::5'],
    endpoints: [
      { port: 80, target: `www-1.${zone}` },
      { port: 8080, target: `www-2.${zone}` },
    ],
  },
  { name: `www-1.${zone}`, addresses: ['172.18.0.5%0', 'fd00::5%0'] },
  { name: `www-2.${zone}`, addresses: ['172.18.0.6%0'] },
  { name: `www-1.docker1.${zone}`, addresses: ['172.18.0.5', 'fd00::5'] },
  { name: `idle.${zone}` },
  { name: `six.${zone}`, addresses: ['fd00::66'] },
  { name: `many.${zone}`, addresses: Array.from({ length: 20 }, (_, at) => `172.18.1.${at + 1}`) },
  { name: `big.${zone}`, endpoints: Array.from({ length: 8 }, (_, at) => ({ port: 8000 + at, target: long })) },
  { name: `ns.${zone}`, addresses: ['198.51.100.53'] },
  { name: `web.inner.${zone}`, addresses: ['172.18.0.77'] },
  { name: 'web.shared.example.net', addresses: ['172.18.0.78'] },
  { name: reverseName('172.18.0.5%0'), pointers: [`www-1.${zone}`] },
  { name: reverseName('fd00::5%0'), pointers: [`www-1.${zone}`] },
];

/** What stands behind the listener `shared` answers everything with this address, and repeats what it got. */
export const BEHIND = '192.0.2.99';

export class DnsListener implements AsyncDisposable {
  readonly bigip: VirtualBigIp;
  /** Of a listener with nothing behind it, on UDP and TCP. */
  readonly port: number;
  /** Of one with a pool behind it. */
  readonly sharedPort: number;
  readonly #behind: Socket;

  private constructor(parts: {
    readonly bigip: VirtualBigIp;
    readonly port: number;
    readonly sharedPort: number;
    readonly behind: Socket;
  }) {
    this.bigip = parts.bigip;
    this.port = parts.port;
    this.sharedPort = parts.sharedPort;
    this.#behind = parts.behind;
  }

  static async start(log?: (line: string) => void): Promise<DnsListener> {
    const bigip = await VirtualBigIp.start(log === undefined ? {} : { log });
    const [port, sharedPort, behind] = [await freePort(), await freePort(), await answering()];
    const { records } = dnsRecords(names, { shards: settings.shards, zones: settings.zones.map(({ name }) => name) });
    const grouped = dnsGroups(settings.shards).map((group) => records.filter((record) => record.group === group));
    await configure(
      bigip,
      ['POST', 'auth/partition', { name: 'T' }],
      ...dnsGroups(settings.shards).map((name, at) => {
        const body = {
          name,
          partition: 'T',
          type: 'string',
          records: grouped[at]?.map((record) => ({ name: record.name, data: record.value })),
        };
        return ['POST', 'ltm/data-group/internal', body] as const;
      }),
      rule('dns', dnsRule(settings)),
      pool('behind', [behind.address().port]),
      ...['udp', 'tcp'].flatMap((protocol) => {
        const listener = { ipProtocol: protocol, profiles: [`/Common/${protocol}`, '/Common/dns'], rules: ['/T/dns'] };
        return [
          virtual(port, { ...listener, name: `alone_${protocol}` }),
          virtual(sharedPort, { ...listener, name: `shared_${protocol}`, pool: '/T/behind' }),
        ];
      }),
    );
    return new DnsListener({ bigip, port, sharedPort, behind });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#behind.close();
    await this.bigip[Symbol.asyncDispose]();
  }
}

/** Turns a query into a response with an address record for the name at byte 12. */
async function answering(): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...BEHIND.split('.').map(Number)]);
  socket.on('message', (query, from) => {
    const response = Buffer.concat([query, record]);
    response.writeUInt8(response.readUInt8(2) | 0x80, 2);
    response.writeUInt16BE(1, 6);
    // What was asked is repeated without the OPT record, which would stand before the answer.
    response.writeUInt16BE(0, 10);
    socket.send(response, from.port, from.address);
  });
  return socket;
}
