import { type BigipName, DesiredBase } from '@berth/messages';
import { expect, test } from 'vitest';
import { planDnsBase } from './plan-dns-base.ts';
import { site } from './testing/sample-site.ts';

function base(bigip: string) {
  const [[name, config] = []] = site({ bigip }).bigips;
  if (name === undefined || config === undefined) throw new Error('the sample has a BIG-IP');
  return DesiredBase.parse({
    ...planDnsBase(name as BigipName, config, { internal: site().zones.internal, reverse: ['17.172.in-addr.arpa'] }),
    epoch: { lease: 'planner.east', created: 0, revision: 0 },
  });
}

test('is data groups and the rule with its settings where others listen', () => {
  const { rules, ...rest } = base('shards: 4, partition: ours, dns: { mode: attach, unknown: nxdomain, ttl: 7 }');
  expect(rest).toMatchObject({
    folder: '/ours',
    dataGroups: [{ name: 'berth_dns', holds: 'name', shards: 4 }],
    dnsProfiles: [],
    virtuals: [],
  });
  expect(rules.map(({ name }) => name)).toEqual(['berth_dns']);
  expect(rules[0]?.text).toMatch(/set berth_folder \/ours /);
  expect(rules[0]?.text).toMatch(/set berth_zones \{.*docker\.example\.com nxdomain/);
  expect(rules[0]?.text).toMatch(/set berth_zones .*17\.172\.in-addr\.arpa pass/);
  expect(rules[0]?.text).toMatch(/set berth_ttl 7 /);
  expect(rules[0]?.text).toMatch(/set berth_servers \{ns\.docker\.example\.com\} /);
});

test('listens for UDP and TCP in own mode, and sends nobody on to a resolver', () => {
  const { dnsProfiles, virtuals } = base('routeDomain: 7, dns: { mode: own, listener: "[2001:db8:0::00A]:53" }');
  expect(dnsProfiles).toEqual([{ name: 'berth_dns', useLocalBind: 'no', unhandledQueryAction: 'reject' }]);
  expect(virtuals).toMatchObject([
    { name: 'berth_dns_udp', address: '2001:db8::a%7', port: 53, protocol: 'udp', profiles: ['/Common/udp', '/berth/berth_dns'] },
    { name: 'berth_dns_tcp', address: '2001:db8::a%7', port: 53, protocol: 'tcp', profiles: ['/Common/tcp', '/berth/berth_dns'] },
  ]);
});
