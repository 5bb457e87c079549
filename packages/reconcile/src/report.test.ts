import type { StatusException } from '@berth/messages';
import { expect, test } from 'vitest';
import { listedExceptions } from './report.ts';

const refused = (object: string, reason = 'no'): StatusException => ({ kind: 'refused', object, reason });

test('exceptions are in one order, whatever order they come in', () => {
  const drifted: StatusException = { kind: 'drifted', object: '/berth/a', reason: 'it was changed by hand' };
  const all = [refused('/berth/b'), refused('/berth/a'), drifted];
  expect(listedExceptions(all)).toEqual([drifted, refused('/berth/a'), refused('/berth/b')]);
  expect(listedExceptions(all.toReversed())).toEqual(listedExceptions(all));
});

test('of very many, as long as BIG-IP can tell them, as many are told as a message of NATS takes, what is still wrong first', () => {
  const object = (n: number) => `/berth/berth_containers_00 ${`${n}-`.padEnd(240, 'x')}.apps.example.com`;
  const repaired = Array.from({ length: 1000 }, (_, n): StatusException => ({ kind: 'drifted', object: `/berth/${n}`, reason: 'x' }));
  const wrong = Array.from({ length: 1000 }, (_, n) => refused(object(n), 'x'.repeat(2000)));
  const told = listedExceptions([...repaired, ...wrong]);
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(1_000_000);
  expect(told.length).toBeGreaterThan(200);
  expect(told.every(({ kind }) => kind === 'refused')).toBe(true);
});
