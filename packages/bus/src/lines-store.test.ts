/** The store on JSON lines: what programs see of an input, and what is printed. */
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Problem } from '@berth/messages';
import { expect, test } from 'vitest';
import { openLines } from './lines-store.ts';
import type { Log } from './store.ts';

const signal = new AbortController().signal;

function problem(subject: string, what = 'wrong'): Omit<Problem, 'epoch'> {
  return { v: 1, source: 'test', subject, severity: 'error', what, where: 'here', hint: 'none' };
}

function line(key: string, document: unknown): string {
  return `${JSON.stringify({ bucket: 'berth-problems', key, document })}\n`;
}

const epoch = { lease: 'test', created: 0, revision: 0 };

function open(mode: 'once' | 'follow', input: Readable) {
  const output = new PassThrough();
  const logged: object[] = [];
  const note = (fields: object) => void logged.push(fields);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  return { store: openLines({ input, output, mode, log }), output, logged };
}

test('reads the input to its end, yields it once, and prints what was written once, sorted', async () => {
  const input = [line('test.b', { ...problem('b'), epoch }), line('test.a', { ...problem('a'), epoch }), line('test.b', null), '\n'];
  const { store, output, logged } = open('once', Readable.from(input));
  const batches = await Array.fromAsync(store.watch('berth-problems', 'test.>', signal));
  expect(batches.map(({ kind, entries }) => [kind, entries.map(({ key }) => key)])).toEqual([['snapshot', ['test.a']]]);
  await using lease = await store.lease('test', { program: 'test' }, signal);
  await using publisher = await store.publisher('berth-problems', { filter: 'test.>', lease }, signal);
  expect([...publisher.stored.keys()]).toEqual(['test.a']);
  for (const subject of ['z', 'a', 'm']) publisher.set(`test.${subject}`, problem(subject));
  publisher.set('test.z', problem('z', 'worse'));
  publisher.delete('test.m');
  await publisher.flush();
  expect(output.readableLength).toBe(0);
  await store.print();
  output.end();
  expect(await text(output)).toBe(line('test.a', { ...problem('a'), epoch }) + line('test.z', { ...problem('z', 'worse'), epoch }));
  expect(store.refused).toBe(0);
  expect(logged).toEqual([]);
});

test('tells each line that can not be used, and uses the others', async () => {
  const lines = [
    '{"bucket":',
    '{"bucket":"berth-nothing","key":"a","document":{}}',
    '{"bucket":"berth-problems","key":"a..b","document":{}}',
    '{"bucket":"berth-problems","key":"a.b/c","document":{}}',
    '{"bucket":"berth-problems","key":"a"}',
    '[]',
    line('test.good', { ...problem('good'), epoch }).trim(),
    '{"bucket":"berth-problems","key":"test.odd","document":{"v":1}}',
  ];
  const { store, logged } = open('once', Readable.from([lines.join('\n')]));
  const [batch] = await Array.fromAsync(store.watch('berth-problems', '>', signal));
  expect(batch?.entries.map(({ key, value }) => [key, value.kind])).toEqual([
    ['test.good', 'document'],
    ['test.odd', 'unreadable'],
  ]);
  expect(store.refused).toBe(7);
  expect(logged).toMatchObject([1, 2, 3, 4, 5, 6, 8].map((number) => ({ line: number })));
});

test('puts lines together that come in pieces, whatever characters they hold', async () => {
  const bytes = Buffer.from(line('test.a', { ...problem('a', 'größer als 10 €'), epoch }) + line('test.b', { ...problem('b'), epoch }));
  const { store } = open('once', Readable.from(Array.from(bytes, (byte) => Uint8Array.of(byte))));
  const [batch] = await Array.fromAsync(store.watch('berth-problems', '>', signal));
  expect(batch?.entries.map(({ value }) => value.kind === 'document' && value.document.what)).toEqual(['größer als 10 €', 'wrong']);
});

test('follows: each line is an update, and what changes by it is printed', async () => {
  const input = new PassThrough();
  const { store, output } = open('follow', input);
  await using lease = await store.lease('test', { program: 'test' }, signal);
  await using publisher = await store.publisher('berth-problems', { filter: 'copy.>', lease }, signal);
  const seen: string[] = [];
  const copying = (async () => {
    for await (const { kind, entries } of store.watch('berth-problems', 'test.>', signal)) {
      seen.push(`${kind} ${entries.map(({ key }) => key).join()}`);
      for (const { key, value } of entries) {
        if (value.kind === 'document') publisher.set(`copy.${key}`, problem(key, value.document.what));
        if (value.kind === 'deleted') publisher.delete(`copy.${key}`);
      }
    }
  })();
  const printed = text(output);
  const lines = [
    line('test.b', { ...problem('b'), epoch }),
    line('test.a', { ...problem('a'), epoch }),
    line('test.b', { ...problem('b'), epoch }),
    line('test.b', { ...problem('b', 'worse'), epoch }),
    line('test.a', null),
  ];
  input.end(lines.join(''));
  await copying;
  await store.print();
  output.end();
  expect(seen).toEqual(['snapshot ', 'update test.b', 'update test.a', 'update test.b', 'update test.b', 'update test.a']);
  expect(await printed).toBe(
    [
      line('copy.test.b', { ...problem('test.b'), epoch }),
      line('copy.test.a', { ...problem('test.a'), epoch }),
      line('copy.test.b', { ...problem('test.b', 'worse'), epoch }),
      line('copy.test.a', null),
    ].join(''),
  );
});

test('writes by compare-and-set over what was read, and reads its own writes', async () => {
  const { store } = open('once', Readable.from([line('test.a', { ...problem('a'), epoch })]));
  const document = { ...problem('a', 'worse'), epoch };
  expect(await store.compareAndSet('berth-problems', { key: 'test.a', document, revision: undefined }, signal)).toBeUndefined();
  const found = await store.read('berth-problems', 'test.a', signal);
  const revision = await store.compareAndSet('berth-problems', { key: 'test.a', document, revision: found?.revision }, signal);
  expect(revision).toBeGreaterThan(found?.revision ?? Number.POSITIVE_INFINITY);
  expect(await store.read('berth-problems', 'test.a', signal)).toMatchObject({ revision, value: { document: { what: 'worse' } } });
  await store.remove('berth-problems', 'test.a', signal);
  expect(await store.read('berth-problems', 'test.a', signal)).toBeUndefined();
  expect(await store.compareAndSet('berth-problems', { key: 'test.a', document, revision: undefined }, signal)).toBeDefined();
});

test('an input that breaks off, and an output that nobody reads, are errors', async () => {
  const broken = new PassThrough();
  const { store } = open('once', broken);
  broken.destroy(new Error('gone'));
  await expect(Array.fromAsync(store.watch('berth-problems', '>', signal))).rejects.toThrow('the input could not be read');

  const closed = open('once', Readable.from([]));
  await closed.store.compareAndSet('berth-problems', { key: 'test.a', document: { ...problem('a'), epoch }, revision: undefined }, signal);
  closed.output.destroy();
  await expect(closed.store.print()).rejects.toThrow('the output could not be written');
});

test('a signal ends what waits for an input without end', async () => {
  const input = new PassThrough();
  const { store } = open('once', input);
  const end = new AbortController();
  const watching = Array.fromAsync(store.watch('berth-problems', '>', end.signal));
  const hearing = Array.fromAsync(store.subscribe('berth.>', end.signal));
  const reading = store.read('berth-problems', 'test.a', end.signal);
  end.abort();
  expect(await watching).toEqual([]);
  expect(await hearing).toEqual([]);
  await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  await store[Symbol.asyncDispose]();
  expect(input.destroyed).toBe(true);
});
