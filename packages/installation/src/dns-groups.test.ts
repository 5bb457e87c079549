import { expect, test } from 'vitest';
import { ConfigurationError, parseInstallation } from './index.ts';

const bigip = (unit: string) => `{ units: [${unit}], user: berth, passwordFile: /run/secrets/bigip-password }`;
const valid = `
installation: shop
zones: { public: [apps.example.com, shop.example.com], internal: [docker.example.com] }
sites:
  east: { bigips: { edge-east: ${bigip('a')} } }
  west: { bigips: { edge-west: ${bigip('b')} } }
  lab: { engines: { docker9: { url: "unix:///var/run/docker.sock", address: 192.0.2.9 } } }
dnsGroups:
  world:
    bigip: edge-east
    sites:
      - { site: east, virtualServers: [{ server: /Common/east, name: http }] }
      - { site: west, own: true, virtualServers: [{ name: http, destination: "198.51.100.20:80", translation: "10.1.1.20:8080" }] }
`;

test('a group needs no more than a BIG-IP and the virtual servers of its sites', () => {
  expect(Object.values(parseInstallation('berth.yaml', valid).installation.dnsGroups)).toMatchObject([
    {
      lbMode: 'global-availability',
      ttl: 30,
      sites: [
        { site: 'east', ratio: 1, virtualServers: [{ server: '/Common/east', record: 'a' }] },
        { site: 'west', own: true, monitor: 'tcp' },
      ],
    },
  ]);
});

const another = `  other: { bigip: edge-east, zones: [shop.example.com], sites: [{ site: west, virtualServers: [{ server: /Common/w, name: x }] }] }\n`;

const withOwn = `  other: { bigip: edge-east, zones: [shop.example.com], sites: [{ site: west, own: true, virtualServers: [{ name: x, destination: "198.51.100.20:81" }] }] }\n`;

test('two groups may share a site of which each has a server of its own, in a data center that one of them makes', () => {
  const own = withOwn.replace('own: true', 'own: true, server: west2, dataCenter: /Common/west');
  const shared = valid.replace('dnsGroups:\n', `dnsGroups:\n${own}`).replace('    sites:', '    zones: [apps.example.com]\n    sites:');
  expect(Object.keys(parseInstallation('berth.yaml', shared).installation.dnsGroups)).toEqual(['other', 'world']);
});

test.for([
  {
    when: 'its BIG-IP is none',
    change: ['bigip: edge-east', 'bigip: edge'],
    says: /dnsGroups\.world\.bigip: no site has a BIG-IP of this name \(is "edge"\)/,
  },
  {
    when: 'a zone is not public',
    change: ['    sites:', '    zones: [docker.example.com]\n    sites:'],
    says: /world\.zones\.0: not one of zones\.public/,
  },
  {
    when: 'there is no public zone',
    change: ['public: [apps.example.com, shop.example.com], ', ''],
    says: /world\.zones: wide IPs need a zone/,
  },
  { when: 'a site is none', change: ['site: west', 'site: north'], says: /world\.sites\.1\.site: there is no such site/ },
  { when: 'a site has no BIG-IP', change: ['site: west', 'site: lab'], says: /world\.sites\.1\.site: this site has no BIG-IP/ },
  { when: 'a site is named twice', change: ['site: west', 'site: east'], says: /world\.sites\.1\.site: this site is already named/ },
  {
    when: 'a virtual server stands for two sites',
    change: ['site: west, own: true', 'site: west, server: east, own: true'],
    says: /sites\.1\.virtualServers\.0\.name: \/Common\/east:http is already named/,
  },
  {
    when: 'a server is not in /Common',
    change: ['/Common/east', '/berth/east'],
    says: /virtualServers\.0\.server: a full path in \/Common/,
  },
  { when: 'own: true has a reference', change: ['own: true, ', ''], says: /sites\.1\.virtualServers\.0\.server: / },
  {
    when: 'a destination is no address',
    change: ['198.51.100.20:80', '198.51.100.20'],
    says: /virtualServers\.0\.destination: ADDRESS:PORT/,
  },
  { when: 'a translation is no address', change: ['10.1.1.20:8080', 'x:8080'], says: /virtualServers\.0\.translation: ADDRESS:PORT/ },
  {
    when: 'the mode is none',
    change: ['    sites:', '    lbMode: fastest\n    sites:'],
    says: /world\.lbMode: .*global-availability.*\(is "fastest"\)/,
  },
  {
    when: 'two groups share a zone on one BIG-IP',
    change: ['dnsGroups:\n', `dnsGroups:\n${another}`],
    says: /world\.bigip: the zone of wide IPs shop\.example\.com on edge-east is already made by the DNS group other/,
  },
  {
    when: 'two groups make the server of a site on one BIG-IP',
    change: ['dnsGroups:\n', `dnsGroups:\n${withOwn}`],
    says: /world\.sites\.1\.server: the GTM server \/Common\/west on edge-east is already made by the DNS group other; give this one another name/,
  },
  {
    when: 'two groups make the data center of a site on one BIG-IP',
    change: ['dnsGroups:\n', `dnsGroups:\n${withOwn.replace('own: true', 'own: true, server: west2')}`],
    says: /world\.sites\.1\.dataCenter: the data center \/Common\/west on edge-east is already made by the DNS group other; refer to it as \/Common\/west/,
  },
])('refuses a DNS group when $when', ({ change: [from = '', to = ''], says }) => {
  const wrong = valid.replace(from, to);
  expect(wrong).not.toBe(valid);
  expect(() => parseInstallation('berth.yaml', wrong)).toThrow(ConfigurationError);
  expect(() => parseInstallation('berth.yaml', wrong)).toThrow(says);
});
