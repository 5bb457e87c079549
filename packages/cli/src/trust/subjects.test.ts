import { expect, test } from 'vitest';
import { subjectsOf } from './subjects.ts';
import { configured } from './testing/asked.ts';

test.for(['https://bigip', 'a b', '2001:db8::1', 'admin@bigip', ''])('%j is neither HOST nor HOST:PORT', (asked) => {
  expect(() => subjectsOf([asked], undefined)).toThrow('is neither HOST nor HOST:PORT');
});

test('without a name, and without a configuration, somebody must be named', () => {
  expect(() => subjectsOf([], undefined)).toThrow('or say whose certificate is meant');
});

test('an engine that is reached without TLS shows no certificate', () => {
  expect(() => subjectsOf(['socket'], configured(['192.0.2.1']))).toThrow(
    'the engine socket is reached by unix:///var/run/docker.sock, without TLS',
  );
});
