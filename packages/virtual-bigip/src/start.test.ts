/** Starting a unit. */

import { expect, test } from 'vitest';
import { VirtualBigIp } from './start.ts';

test('a unit is ready in under 100 ms', async () => {
  const times: number[] = [];
  // The best of several: what else runs on the machine is not the unit's doing.
  for (let count = 0; count < 10; count += 1) {
    const began = performance.now();
    await using _ = await VirtualBigIp.start();
    times.push(performance.now() - began);
  }
  expect(Math.min(...times)).toBeLessThan(100);
});

test.for(['13.1.5', '16.1.4', '17.1.2', '17.5.0', '21.0.0.1'])('any version can be asked for: %s', async (version) => {
  await using bigip = await VirtualBigIp.start({ version });
  expect(bigip.version).toBe(version);
});
