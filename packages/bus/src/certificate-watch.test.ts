import { expect, test } from 'vitest';
import { certificateProblem } from './certificate-watch.ts';

const now = Date.UTC(2026, 0, 1);

test.for([
  { ends: Date.UTC(2026, 0, 31, 0, 0, 1), says: undefined },
  { ends: Date.UTC(2026, 0, 31), says: 'the certificate of nats://a:4222 ends on 2026-01-31, in 30 days; ' },
  { ends: Date.UTC(2026, 0, 2, 12), says: 'the certificate of nats://a:4222 ends on 2026-01-02, in 1 day; ' },
])('a certificate that ends at $ends is told: $says', ({ ends, says }) => {
  const what = certificateProblem('nats://a:4222', ends, now)?.what;
  if (says === undefined) expect(what).toBeUndefined();
  else expect(what).toContain(says);
});
