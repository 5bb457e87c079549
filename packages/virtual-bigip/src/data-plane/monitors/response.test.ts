/** What responses mean to monitors. */
import { expect, test } from 'vitest';
import { verdictOn } from './response.ts';

const anything = { recv: '', recvDisable: '', matchMeans: 'up' } as const;

test.for([
  { when: 'anything will do', monitor: anything, text: 'x', soFar: 'up', all: 'up' },
  { when: 'nothing came', monitor: anything, text: '', soFar: undefined, all: 'failed' },
  { when: 'it matches', monitor: { ...anything, recv: 'HTTP/1\\.(0|1) (2|3)' }, text: 'HTTP/1.1 302 Found', soFar: 'up', all: 'up' },
  { when: 'it does not match', monitor: { ...anything, recv: '200 OK' }, text: 'HTTP/1.1 500', soFar: undefined, all: 'failed' },
  { when: 'case differs', monitor: { ...anything, recv: 'server\\:' }, text: 'Server: x', soFar: 'up', all: 'up' },
  { when: 'the pattern is no expression', monitor: { ...anything, recv: 'a(b' }, text: 'xA(Bx', soFar: 'up', all: 'up' },
  { when: 'it says to disable', monitor: { ...anything, recvDisable: 'drain' }, text: 'drain please', soFar: 'disabled', all: 'disabled' },
  { when: 'it might yet say to disable', monitor: { ...anything, recvDisable: 'drain' }, text: 'fine', soFar: undefined, all: 'up' },
  {
    when: 'up and disable both match',
    monitor: { ...anything, recv: 'ok', recvDisable: 'drain' },
    text: 'ok, drain',
    soFar: 'disabled',
    all: 'disabled',
  },
  {
    when: 'a match means down',
    monitor: { ...anything, recv: 'error', matchMeans: 'down' },
    text: 'error!',
    soFar: 'failed',
    all: 'failed',
  },
  { when: 'no match means up', monitor: { ...anything, recv: 'error', matchMeans: 'down' }, text: 'fine', soFar: undefined, all: 'up' },
] as const)('when $when', ({ monitor, text, soFar, all }) => {
  expect([verdictOn(text, monitor, 'so-far')?.kind, verdictOn(text, monitor, 'all')?.kind]).toEqual([soFar, all]);
});
