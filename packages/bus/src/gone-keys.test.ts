import { expect, test } from 'vitest';
import { GoneKeys } from './gone-keys.ts';
import { PublishedKey } from './published-key.ts';

/** A key that was written and deleted. */
function gone(name: string): PublishedKey<{ text: string }> {
  const key = new PublishedKey<{ text: string }>(name);
  key.want({ kind: 'absent' }, 1);
  return key;
}

test('of 50,000 keys that come and go the last ones are remembered, and those that are there again', () => {
  const keys = new Map<string, PublishedKey<{ text: string }>>();
  const known = new GoneKeys<PublishedKey<{ text: string }>>(100);
  const again = gone('again');
  keys.set('again', again);
  expect(known.note(again)).toBeUndefined();
  again.want({ kind: 'document', document: { text: 'there' } }, 2);
  known.note(again);
  for (let n = 0; n < 50_000; n++) {
    const key = gone(`evil-${n}`);
    keys.set(key.key, key);
    const forgotten = known.note(key);
    if (forgotten !== undefined) keys.delete(forgotten.key);
  }
  expect(keys.size).toBe(101);
  expect(keys.has('again') && keys.has('evil-49999') && keys.has('evil-49900')).toBe(true);
});

test('one about which something is still to be done is not gone', () => {
  const key = gone('doubted');
  key.doubt();
  expect(key.isGone).toBe(false);
  expect(new GoneKeys<typeof key>(0).note(key)).toBeUndefined();
});
