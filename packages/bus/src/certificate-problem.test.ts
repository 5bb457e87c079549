import { expect, test } from 'vitest';
import { certificateProblem } from './certificate-problem.ts';

const now = Date.UTC(2026, 0, 1);

test.for([
  { ends: Date.UTC(2026, 0, 31, 0, 0, 1), says: undefined },
  { ends: Date.UTC(2026, 0, 31), says: 'the certificate of nats://a:4222 ends on 2026-01-31, in 30 days; then it is over' },
  { ends: Date.UTC(2026, 0, 2, 12), says: 'the certificate of nats://a:4222 ends on 2026-01-02, in 1 day; then it is over' },
  { ends: Date.UTC(2025, 11, 31, 23), says: 'the certificate of nats://a:4222 ended on 2025-12-31; it is over' },
])('a certificate that ends at $ends is told: $says', ({ ends, says }) => {
  const what = certificateProblem(
    { of: 'nats://a:4222', ends, afterwards: 'it is over', where: 'there', hint: 'make a new one' },
    now,
  )?.what;
  expect(what).toBe(says);
});
