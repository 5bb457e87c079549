/** The same with a million packets, from the seed that `npm run soak -- --seed S` names. */
import { expect, test } from 'vitest';
import { DnsListener } from './testing/dns-listener.ts';
import { storm } from './testing/dns-storm.ts';

test('1,000,000 random and damaged packets', async () => {
  const log: string[] = [];
  await using listener = await DnsListener.start((line) => log.push(line));
  const seed = Number(process.env['BERTH_SOAK_SEED'] ?? 1);
  const { sent, growth } = await storm({ port: listener.port, seed, packets: 1_000_000, warm: 50_000 });
  expect(sent).toBe(1_000_000);
  expect(growth.heap).toBeLessThan(4_000_000);
  expect(growth.rules).toBeLessThan(8_000_000);
  expect(log.filter((line) => /TCL error|could not/.test(line))).toEqual([]);
});
