/** Turns at a BIG-IP: one after the other, and nobody waits who no longer wants to. */
import { PassThrough } from 'node:stream';
import { openLines } from '@berth/bus';
import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

test('who gives up does not wait for the turn of another, and whoever comes next does', async () => {
  await using store = openLines({ input: new PassThrough(), output: new PassThrough(), mode: 'follow', log });
  const turns = new Turns(store, 'ltm-applier');
  const patient = new AbortController().signal;
  const first = await turns.take('edge', patient);
  const impatient = new AbortController();
  const second = turns.take('edge', impatient.signal);
  const order: string[] = [];
  const third = turns.take('edge', patient).then((turn) => {
    order.push('third');
    return turn;
  });
  impatient.abort(new Error('another unit is active'));
  await expect(second).rejects.toThrow('another unit is active');
  order.push('first ends');
  await first[Symbol.asyncDispose]();
  await (await third)[Symbol.asyncDispose]();
  expect(order).toEqual(['first ends', 'third']);
});
