import { expect, test } from 'vitest';
import type { Case } from './case.ts';
import { claimCases } from './claims.cases.ts';
import { labelCases } from './labels.cases.ts';
import { lines } from './lines.ts';
import { namingCases } from './names.cases.ts';
import { networkCases } from './networks.cases.ts';
import { planSteps } from './planned.ts';
import { portCases } from './ports.cases.ts';
import { stateCases } from './states.cases.ts';
import { swarmCases } from './swarm.cases.ts';
import { virtualCases } from './virtuals.cases.ts';

const cases: readonly Case[] = [
  ...networkCases,
  ...portCases,
  ...namingCases,
  ...labelCases,
  ...claimCases,
  ...swarmCases,
  ...stateCases,
  ...virtualCases,
];

test.for(cases)('what runs becomes what is desired when $when', ({ when: _, given, next = [], configured, ...aspects }) => {
  const outcome = planSteps([given, ...next], configured);
  const expected = Object.entries({ problems: [], ...aspects }) as [keyof typeof lines, readonly string[]][];
  const found = expected.map(([aspect, wanted]) => [
    aspect,
    beginnings.has(aspect) ? cut(lines[aspect](outcome), wanted) : lines[aspect](outcome),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
});

/** Long sentences, of which a case tells the beginning. */
const beginnings: ReadonlySet<keyof typeof lines> = new Set(['problems', 'hints', 'reach']);

function cut(found: readonly string[], expected: readonly string[]): string[] {
  return found.map((line, index) => (line.startsWith(expected[index] ?? '\0') ? String(expected[index]) : line));
}
