import type { BigipName } from '@berth/messages';
import { DesiredBase } from '@berth/messages';
import { expect, test } from 'vitest';
import { HttpTranslations } from './http-translations.ts';
import { planBase } from './plan-base.ts';
import { ServiceIndex } from './service-index.ts';
import { site } from './testing/sample-site.ts';

function base(bigip: string, more = '') {
  const sample = site({ bigip, more });
  const [[name, config] = []] = sample.bigips;
  if (name === undefined || config === undefined) throw new Error('the sample has a BIG-IP');
  const { translation } = new HttpTranslations(new ServiceIndex(sample)).plan(name as BigipName);
  return planBase({ bigip: name as BigipName, config, translation }, sample);
}

test('is a document', () => {
  expect(DesiredBase.parse({ ...base('shards: 4, partition: ours'), epoch: { lease: 'x', created: 0, revision: 0 } })).toMatchObject({
    folder: '/ours',
    dataGroups: [
      { name: 'berth_services', holds: 'pool', shards: 1 },
      { name: 'berth_containers', holds: 'member', shards: 4 },
    ],
    rules: [{ name: 'berth_http', text: expect.stringContaining('{apps.example.com docker.example.com}') }],
  });
});

test.for([
  { when: 'it only makes the rule', bigip: 'http: { mode: attach }', virtuals: [] },
  { when: 'it makes one', bigip: 'http: { mode: own, virtual: "198.51.100.10:80" }', virtuals: ['198.51.100.10%0 80'] },
  {
    when: 'a route domain is configured',
    bigip: 'routeDomain: 7, http: { mode: own, virtual: "198.51.100.10:80" }',
    virtuals: ['198.51.100.10%7 80'],
  },
  { when: 'it has IPv6', bigip: 'http: { mode: own, virtual: "[2001:db8:0::00A]:8080" }', virtuals: ['2001:db8::a%0 8080'] },
])('plans the HTTP virtual server when $when', ({ bigip, virtuals }) => {
  expect(base(bigip).virtuals.map(({ address, port }) => `${address} ${port}`)).toEqual(virtuals);
});

test('the HTTP virtual server tells members the client, without anybody having to ask for it', () => {
  expect(base('http: { mode: own, virtual: "198.51.100.10:80" }')).toMatchObject({
    httpProfiles: [{ name: 'berth_http', insertXforwardedFor: 'enabled' }],
    virtuals: [{ profiles: ['/Common/tcp', '/berth/berth_http'], rules: ['berth_http'], sourceAddressTranslation: 'automap' }],
  });
  expect(base('http: { mode: attach }').httpProfiles).toEqual([]);
});

test('the HTTP virtual server is made from its template', () => {
  const template = `{ clientProfiles: [/Common/shop-tls], vlans: [/Common/outside], persistence: /Common/cookie, policies: [/Common/waf],
    rules: [/Common/log], sourceAddressTranslation: /Common/shop-snat }`;
  expect(base('http: { mode: own, virtual: "198.51.100.10:443", template: tls }', `templates: { tls: ${template} }`).virtuals).toEqual([
    {
      name: 'berth_http',
      address: '198.51.100.10%0',
      port: 443,
      protocol: 'tcp',
      profiles: ['/Common/tcp', '/berth/berth_http'],
      clientProfiles: ['/Common/shop-tls'],
      serverProfiles: [],
      rules: ['/Common/log', 'berth_http'],
      policies: ['/Common/waf'],
      vlans: ['/Common/outside'],
      persistence: '/Common/cookie',
      sourceAddressTranslation: '/Common/shop-snat',
    },
  ]);
});

test('where a template says which profiles there are, there are no others', () => {
  const { httpProfiles, virtuals } = base(
    'http: { mode: own, virtual: "198.51.100.10:80", template: shop }',
    'templates: { shop: { profiles: [/Common/tcp-lan-optimized, /Common/shop-http] } }',
  );
  expect(httpProfiles).toEqual([]);
  expect(virtuals).toMatchObject([{ profiles: ['/Common/tcp-lan-optimized', '/Common/shop-http'] }]);
});
