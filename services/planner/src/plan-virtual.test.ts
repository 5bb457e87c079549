import { BigipName, EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { ServiceIndex } from './service-index.ts';
import { type SiteInput, site } from './testing/sample-site.ts';
import { allowed, history, labelled, smtp, templates } from './testing/virtual-history.ts';

test.for<{ when: string; labels: Readonly<Record<string, string>>; input?: SiteInput; told: string[]; problems?: RegExp[] }>([
  { when: 'none is asked for', labels: { 'berth.enable': 'true' }, told: [] },
  { when: 'one is', labels: smtp, told: ['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default'] },
  {
    when: 'the BIG-IP has a route domain',
    labels: smtp,
    input: { bigip: 'routeDomain: 7' },
    told: ['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%7 25/tcp default'],
  },
  {
    when: 'several are, for TCP and UDP',
    labels: { 'berth.virtual': '198.51.100.20:53/udp, 198.51.100.20:53', 'berth.port': '53' },
    told: [
      'edge mail mail_198.51.100.20_53_tcp 198.51.100.20%0 53/tcp default',
      'edge mail mail_198.51.100.20_53_udp 198.51.100.20%0 53/udp default',
    ],
  },
  {
    when: 'it has IPv6',
    labels: { 'berth.virtual': '[2001:db8:0::A]:25' },
    input: { engineOptions: 'allow: { virtuals: ["[2001:db8::*]:25"] }' },
    told: ['edge mail mail_2001-db8--a_25_tcp 2001:db8::a%0 25/tcp default'],
  },
  {
    when: 'a template is named that shows clients as they are, where nobody knows of the way back',
    labels: { ...smtp, 'berth.template': 'mail' },
    input: { more: templates },
    told: ['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp mail'],
    problems: [/^service mail: on edge its virtual server 198\.51\.100\.20:25 has automap instead of none: .* engine docker1 /],
  },
  {
    when: 'the engine may not have that destination',
    labels: { 'berth.virtual': '203.0.113.1:25' },
    told: [],
    problems: [/container mail-1: its engine may not have a virtual server at 203\.0\.113\.1:25/],
  },
  {
    when: 'the engine may not use that template, for another might open what this one closes',
    labels: { ...smtp, 'berth.template': 'resolver' },
    input: { more: templates },
    told: [],
    problems: [/its engine may not use the template resolver/],
  },
  {
    when: 'there is no such template',
    labels: { ...smtp, 'berth.template': 'mial' },
    input: { more: templates, engineOptions: 'allow: { virtuals: ["*"], templates: ["*"] }' },
    told: [],
    problems: [/service mail: its virtual server 198\.51\.100\.20:25 can't be made: the configuration has no template mial/],
  },
  {
    when: 'the template is for the other protocol',
    labels: { ...smtp, 'berth.template': 'resolver' },
    input: { more: templates, engineOptions: 'allow: { virtuals: ["*"], templates: ["*"] }' },
    told: [],
    problems: [/the template resolver is for UDP/],
  },
  {
    when: 'the label can not be read',
    labels: { 'berth.virtual': '198.51.100.20' },
    told: [],
    problems: [/berth\.virtual has the value "198\.51\.100\.20", which is not ADDRESS:PORT/],
  },
  {
    when: 'its address stands for many',
    labels: { 'berth.virtual': '0.0.0.0:25' },
    input: { engineOptions: 'allow: { virtuals: ["*"] }' },
    told: [],
    problems: [/berth\.virtual has the value "0\.0\.0\.0:25"/],
  },
  {
    when: 'only a template is named',
    labels: { 'berth.template': 'mail' },
    input: { more: templates },
    told: [],
    problems: [/names the template mail, but no virtual server/],
  },
  {
    when: 'the HTTP virtual server is there',
    labels: { 'berth.virtual': '198.51.100.20:80' },
    input: { bigip: 'http: { mode: own, virtual: "198.51.100.20:80" }' },
    told: [],
    problems: [/on edge it is where the HTTP virtual server listens/],
  },
  {
    when: 'the DNS listener is there',
    labels: { 'berth.virtual': '198.51.100.20:53/udp', 'berth.port': '53' },
    input: { bigip: 'dns: { mode: own, listener: "198.51.100.20:53" }' },
    told: [],
    problems: [/on edge it is where the DNS listener listens/],
  },
  {
    when: 'it is only the port that the HTTP virtual server has too, for UDP',
    labels: { 'berth.virtual': '198.51.100.20:443/udp', 'berth.port': '443' },
    input: { bigip: 'http: { mode: own, virtual: "198.51.100.20:443" }' },
    told: ['edge mail mail_198.51.100.20_443_udp 198.51.100.20%0 443/udp default'],
  },
  {
    when: 'another BIG-IP of the site takes it',
    labels: smtp,
    input: { bigip: 'virtuals: [] }\n      inner: { units: [b], user: u, passwordFile: /p, virtuals: ["198.51.100.*"]' },
    told: ['inner mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default'],
  },
  {
    when: 'none of several BIG-IPs says that it takes it',
    labels: smtp,
    input: { bigip: '}\n      inner: { units: [b], user: u, passwordFile: /p' },
    told: [],
    problems: [/no BIG-IP of the site takes it/],
  },
])('virtual servers of a service when $when', ({ labels, input, told, problems = [] }) => {
  const found = history([labelled(labels)], input);
  expect(found.told).toEqual(told);
  expect(found.problems).toEqual(problems.map((pattern) => expect.stringMatching(pattern)));
});

test('is made as its template says', () => {
  const index = new ServiceIndex(site({ engines: ['docker1'], engineOptions: allowed, more: templates }));
  const [docker1, edge] = [EngineName.parse('docker1'), BigipName.parse('edge')];
  index.learnWaysBack(new Map([[edge, new Map([[docker1, { way: 'works', finding: undefined }]])]]));
  const { virtuals } = history([labelled({ ...smtp, 'berth.template': 'mail' })], {}, index);
  expect(virtuals).toMatchObject([
    {
      profiles: ['/Common/tcp-lan-optimized'],
      clientProfiles: ['/Common/mail-tls'],
      vlans: ['/Common/outside'],
      sourceAddressTranslation: 'none',
      origin: { engine: 'docker1', name: 'mail-1' },
    },
  ]);
  expect(history([labelled(smtp)]).virtuals).toMatchObject([{ profiles: ['/Common/tcp'], vlans: [], sourceAddressTranslation: 'automap' }]);
  expect(history([labelled(smtp)], { more: 'templates: { default: { vlans: [/Common/dmz] } }' }).virtuals).toMatchObject([
    { vlans: ['/Common/dmz'] },
  ]);
});

test('a service that only has UDP: its UDP port, a monitor for UDP, and no names in HTTP', () => {
  const ports = [{ port: 80 }, { port: 53, protocol: 'udp' }];
  const { wants, problems } = history([labelled({ 'berth.virtual': '198.51.100.20:53/udp' }, { ports })], {
    bigip: 'dns: { mode: attach }',
    more: 'minAvailable: 1',
  });
  expect(wants.get('edge mail')).toMatchObject({
    pool: { monitor: { kind: 'path', path: '/Common/udp' } },
    members: [{ port: 53 }],
    hosts: [],
    virtuals: [{ profiles: ['/Common/udp'] }],
  });
  expect(problems).toEqual([]);
});
