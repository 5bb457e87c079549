/** What several monitors make of a member. */
import { expect, test } from 'vitest';
import type { MonitorState } from '../../traffic.ts';
import { combined, parseExpression } from './expression.ts';

test.for([
  { text: '', expression: undefined },
  { text: '/Common/tcp', expression: { monitors: ['/Common/tcp'], needed: 1 } },
  { text: '/Common/tcp and /T/a b', expression: { monitors: ['/Common/tcp', '/T/a'], needed: 2 } },
  { text: 'min 1 of { /Common/tcp /Common/http }', expression: { monitors: ['/Common/tcp', '/Common/http'], needed: 1 } },
])('the expression %j', ({ text, expression }) => {
  expect(parseExpression(text)).toEqual(expression);
});

test.for<{ states: readonly MonitorState[]; needed: number; state: MonitorState }>([
  { states: ['up'], needed: 1, state: 'up' },
  { states: ['checking'], needed: 1, state: 'checking' },
  { states: ['up', 'checking'], needed: 2, state: 'checking' },
  { states: ['up', 'down'], needed: 2, state: 'down' },
  { states: ['down', 'checking'], needed: 2, state: 'down' },
  { states: ['up', 'down'], needed: 1, state: 'up' },
  { states: ['down', 'checking'], needed: 1, state: 'checking' },
  { states: ['down', 'down'], needed: 1, state: 'down' },
  { states: ['up', 'down', 'checking'], needed: 2, state: 'checking' },
])('of $states, $needed needed: $state', ({ states, needed, state }) => {
  expect(combined(states, needed)).toBe(state);
});
