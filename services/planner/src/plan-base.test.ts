import type { BigipName } from '@berth/messages';
import { DesiredBase } from '@berth/messages';
import { expect, test } from 'vitest';
import { planBase } from './plan-base.ts';
import { site } from './testing/sample-site.ts';

function base(bigip: string) {
  const [[name, config] = []] = site({ bigip }).bigips;
  if (name === undefined || config === undefined) throw new Error('the sample has a BIG-IP');
  return planBase(name as BigipName, config, site().zones);
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
