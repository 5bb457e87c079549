/** Which unit is written to. */
import { expect, test } from 'vitest';
import { chooseActive, type UnitState } from './active-unit.ts';

const active: UnitState = { kind: 'active' };
const standby: UnitState = { kind: 'standby' };
const offline: UnitState = { kind: 'other', word: 'forced-offline' };
const away: UnitState = { kind: 'away', reason: 'ECONNREFUSED' };

test.for([
  { when: 'the first is active', states: [active, standby], choice: { kind: 'active', address: 'a' } },
  { when: 'the second is active', states: [standby, active], choice: { kind: 'active', address: 'b' } },
  { when: 'the other is away', states: [away, active], choice: { kind: 'active', address: 'b' } },
  { when: 'the other is offline', states: [offline, active], choice: { kind: 'active', address: 'b' } },
  { when: 'both are active', states: [active, active], choice: { kind: 'none', reason: /^a and b each say that they are active/ } },
  { when: 'two of three are active', states: [active, standby, active], choice: { kind: 'none', reason: /^a and c each say/ } },
  {
    when: 'both stand by',
    states: [standby, standby],
    choice: { kind: 'none', reason: /^no unit is active: a is standby; b is standby$/ },
  },
  {
    when: 'one is offline and one stands by',
    states: [offline, standby],
    choice: { kind: 'none', reason: /a is forced-offline; b is standby/ },
  },
  {
    when: 'one is away and one stands by',
    states: [away, standby],
    choice: { kind: 'none', reason: /a can not be asked \(ECONNREFUSED\); b is standby/ },
  },
  { when: 'both are away', states: [away, away], choice: { kind: 'away', reason: /^no unit can be asked: a .*ECONNREFUSED.*; b / } },
])('chooses when $when', ({ states, choice }) => {
  const chosen = chooseActive(states.map((state, at) => ({ address: 'abc'[at] ?? '', state })));
  expect(chosen).toMatchObject('reason' in choice ? { ...choice, reason: expect.stringMatching(choice.reason) } : choice);
});
