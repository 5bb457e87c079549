import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareEpochs, contentOf, decodeToken, desiredBaseKey, encodeToken, isOwnKey, leaseKey, zeroEpoch } from './index.ts';

test.for([
  { name: 'docker1', token: 'docker1' },
  { name: 'a.b', token: 'a=2Eb' },
  { name: '=base', token: '=3Dbase' },
  { name: 'ü', token: '=C3=BC' },
  { name: 'a b*>', token: 'a=20b=2A=3E' },
])('encodes $name as $token', ({ name, token }) => {
  expect(encodeToken(name)).toBe(token);
  expect(decodeToken(token)).toBe(name);
});

test('every name survives, in one token that a subject may hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const token = encodeToken(name);
      expect(token).toMatch(/^[-=_a-zA-Z0-9]+$/);
      expect(decodeToken(token)).toBe(Buffer.from(name, 'utf8').toString('utf8'));
    }),
  );
});

test('no name encodes to a reserved token', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      expect(encodeToken(name)).not.toMatch(/^=[a-z]+$/);
    }),
  );
});

test('refuses the empty name and a malformed token', () => {
  expect(() => encodeToken('')).toThrow(RangeError);
  expect(() => decodeToken('a.b')).toThrow(RangeError);
  expect(() => decodeToken('=2e')).toThrow(RangeError);
});

test.for(['a', 'ltm.edge.=base', 'route.edge.b=2Eexample=2Ecom', 'test.=C3=BC', 'freeze.=all'])('%s is a key of ours', (key) => {
  expect(isOwnKey(key)).toBe(true);
});

test.for(['', '.a', 'a..b', 'a.!!!', 'a.b/c', 'a.=2e', 'a.=61', 'a.=FF', 'a.=C3', 'a.=base1', 'a.b=base'])(
  '"%s" is no key of ours',
  (key) => {
    expect(isOwnKey(key)).toBe(false);
  },
);

test('a key of ours is what its tokens, decoded, are encoded to', () => {
  const token = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[-=_a-fA-F0-9]{1,6}$/));
  fc.assert(
    fc.property(fc.array(token, { minLength: 1, maxLength: 4 }), (tokens) => {
      expect(isOwnKey(tokens.map(encodeToken).join('.'))).toBe(true);
      const key = tokens.join('.');
      if (isOwnKey(key)) expect(leaseKey(...key.split('.').map(decodeToken))).toBe(key);
    }),
  );
});

test('keeps reserved tokens apart from names', () => {
  expect(desiredBaseKey('ltm', 'edge.1')).toBe('ltm.edge=2E1.=base');
});

test('content leaves out epoch and listedAt at the top only, and sorts keys', () => {
  expect(contentOf({ b: 1, a: { listedAt: 2, epoch: 3 }, epoch: 4, listedAt: 5 })).toBe(contentOf({ a: { epoch: 3, listedAt: 2 }, b: 1 }));
  expect(contentOf({ a: { epoch: 1 } })).not.toBe(contentOf({ a: { epoch: 2 } }));
});

test('epochs order by creation time, then revision, and only under one lease', () => {
  const first = zeroEpoch('planner.east');
  expect(compareEpochs(first, { ...first, revision: 1 })).toBeLessThan(0);
  expect(compareEpochs({ ...first, created: 1 }, { ...first, revision: 9 })).toBeGreaterThan(0);
  expect(() => compareEpochs(first, zeroEpoch('planner.west'))).toThrow(RangeError);
});
