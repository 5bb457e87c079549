/** Whatever comes to a DNS listener, it goes on answering, and needs no more memory for it. */
import { expect, test } from 'vitest';
import { DnsListener } from './testing/dns-listener.ts';
import { storm } from './testing/dns-storm.ts';

test('20,000 random and damaged packets', async () => {
  const log: string[] = [];
  await using listener = await DnsListener.start((line) => log.push(line));
  const seed = Math.trunc(Math.random() * 2 ** 30);
  const { answered, growth } = await storm({ port: listener.port, seed, packets: 20_000, warm: 10_000 });
  expect(answered).toBeGreaterThan(1_000);
  expect(growth.heap, `seed ${seed}`).toBeLessThan(4_000_000);
  expect(growth.rules, `seed ${seed}`).toBeLessThan(8_000_000);
  expect(
    log.filter((line) => /TCL error|could not/.test(line)),
    `seed ${seed}`,
  ).toEqual([]);
});
