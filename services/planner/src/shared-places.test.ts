import { BigipName, type DesiredMember, MemberAddress, ServiceName } from '@berth/messages';
import { expect, test } from 'vitest';
import { SharedPlaces } from './shared-places.ts';
import { heapInUse } from './testing/heap.ts';

const edge = BigipName.parse('edge');

/** `docker1 www-1 172.17.0.2` */
function members(...texts: readonly string[]): DesiredMember[] {
  return texts.map((text) => {
    const [engine = '', name = '', address = ''] = text.split(' ');
    const origin = { engine, container: `${engine}${name}`.padEnd(64, '0'), name };
    return { address: MemberAddress.parse(`${address}%0`), port: 80, origin } as DesiredMember;
  });
}

function seen(steps: readonly (readonly [service: string, ...members: string[]])[]): string[] {
  const places = new SharedPlaces();
  const open = new Map<string, readonly { readonly what: string }[]>();
  for (const [service, ...texts] of steps) {
    const want = { kind: 'serving', members: members(...texts) } as Parameters<SharedPlaces['replace']>[2];
    for (const [owner, problems] of places.replace(edge, ServiceName.parse(service), want)) open.set(owner, problems);
  }
  return [...open.values()].flat().map(({ what }) => what);
}

test.for([
  {
    when: 'each container has an address of its own',
    steps: [
      ['www', 'docker1 www-1 172.17.0.2'],
      ['api', 'docker2 api-1 172.17.0.3'],
    ],
    told: [],
  },
  {
    when: 'one container serves two services',
    steps: [
      ['www', 'docker1 www-1 172.17.0.2'],
      ['api', 'docker1 www-1 172.17.0.2'],
    ],
    told: [],
  },
  {
    when: 'two engines have one subnet',
    steps: [
      ['www', 'docker1 www-1 172.17.0.2'],
      ['api', 'docker2 api-1 172.17.0.2'],
    ],
    told: [
      '172.17.0.2%0 port 80 on edge: api-1 on docker2 (service api) and www-1 on docker1 (service www) have one address, so the BIG-IP leads to whichever it reaches',
    ],
  },
  { when: 'one of them is gone', steps: [['www', 'docker1 www-1 172.17.0.2'], ['api', 'docker2 api-1 172.17.0.2'], ['www']], told: [] },
  {
    when: 'one of them moves',
    steps: [
      ['www', 'docker1 www-1 172.17.0.2'],
      ['api', 'docker2 api-1 172.17.0.2'],
      ['api', 'docker2 api-1 172.18.0.2'],
    ],
    told: [],
  },
] as const)('tells of shared places when $when', ({ steps, told }) => {
  expect(seen(steps)).toEqual(told);
});

test('50,000 services that come and go leave nothing behind', () => {
  const places = new SharedPlaces();
  const before = heapInUse();
  for (let n = 0; n < 50_000; n++) {
    const service = ServiceName.parse(`evil-${n}`);
    const want = { kind: 'serving', members: members(`docker1 evil-${n} 172.17.${n >> 8}.${n & 255}`) } as Parameters<
      SharedPlaces['replace']
    >[2];
    places.replace(edge, service, want);
    places.replace(edge, service, { kind: 'gone', cause: 'stopped', since: 1 });
  }
  expect(heapInUse() - before).toBeLessThan(2_000_000);
  expect(places.replace(edge, ServiceName.parse('www'), { kind: 'gone', cause: 'stopped', since: 1 }).size).toBe(0);
});
