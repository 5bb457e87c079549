import type { Heartbeat } from '@berth/messages';
import { expect, test } from 'vitest';
import { programProblems } from './programs.ts';

function heartbeat(program: string, more: Partial<Heartbeat> = {}): Heartbeat {
  return { v: 1, program, instance: 'host-1', leases: [], engines: [], configuration: 'aaaaaaaaaa', refused: [], unreadable: [], ...more };
}

test.for([
  { when: 'all is well', given: [heartbeat('planner'), heartbeat('collector')], says: [] },
  {
    when: 'a new configuration is refused',
    given: [heartbeat('planner', { refused: ['expose: wrong', 'zones: wrong'] })],
    says: ['planner goes on with its old configuration, for the new one is wrong: expose: wrong, and 1 more'],
  },
  {
    when: 'several refuse the same',
    given: [
      heartbeat('planner', { refused: ['expose: wrong'] }),
      heartbeat('collector', { refused: ['expose: wrong'] }),
      heartbeat('ltm-applier'),
    ],
    says: ['collector, planner go on with their old configuration, for the new one is wrong: expose: wrong'],
  },
  {
    when: 'one has another configuration',
    given: [heartbeat('planner'), heartbeat('ltm-applier'), heartbeat('collector', { configuration: 'bbbbbbbbbb' })],
    says: ['programs run with different configurations (collector host-1: bbbbbbbb; ltm-applier host-1, planner host-1: aaaaaaaa)'],
  },
  {
    when: 'one that works and a spare can not read a file',
    given: [
      heartbeat('ltm-applier', { leases: ['ltm.edge'], unreadable: ['/run/berth/password: EACCES'] }),
      heartbeat('ltm-applier', { instance: 'host-2', unreadable: ['/run/berth/password: ENOENT', '/run/berth/ca.pem: ENOENT'] }),
    ],
    says: [
      "ltm-applier can't read /run/berth/password: EACCES",
      "ltm-applier, a spare that could not take over, can't read /run/berth/password: ENOENT, and 1 more",
    ],
  },
  {
    when: 'two installations share NATS',
    given: [
      heartbeat('planner', { installation: 'shop-east' }),
      heartbeat('collector', { installation: 'shop-east' }),
      heartbeat('planner', { installation: 'shop-west', instance: 'host-2', configuration: 'bbbbbbbbbb' }),
      heartbeat('ltm-applier'),
    ],
    says: [
      'several installations use this NATS and mix what they store there (shop-east: collector host-1, planner host-1; shop-west: planner host-2)',
    ],
  },
  {
    when: "a former version doesn't tell its installation",
    given: [heartbeat('planner', { installation: 'shop-east' }), heartbeat('collector')],
    says: [],
  },
])('tells what is wrong when $when', ({ given, says }) => {
  const problems = programProblems(given);
  expect([...problems.values()].map(({ what }) => what)).toEqual(says);
  expect(programProblems(given.toReversed())).toEqual(problems);
});
