/** Signals as Docker's images and events write them. */
import { expect, test } from 'vitest';
import { signalName, signalNumber } from './signals.ts';

test.for([
  { text: 'SIGTERM', number: 15 },
  { text: 'TERM', number: 15 },
  { text: 'sigquit', number: 3 },
  { text: '15', number: 15 },
  { text: '37', number: 37 },
  { text: 'SIGRTMIN', number: 34 },
  { text: 'SIGRTMIN+3', number: 37 },
  { text: 'rtmin+3', number: 37 },
  { text: 'RTMAX', number: 64 },
  { text: 'SIGRTMAX-14', number: 50 },
  { text: '', number: undefined },
  { text: 'SIG', number: undefined },
  { text: 'SIGNOTHING', number: undefined },
  { text: '-9', number: undefined },
])('reads "$text" as $number', ({ text, number }) => {
  expect(signalNumber(text)).toBe(number);
});

test.for([
  { number: 15, name: 'SIGTERM' },
  { number: 9, name: 'SIGKILL' },
  { number: 1, name: 'SIGHUP' },
  { number: 37, name: '37' },
])('writes $number as $name, and reads that back', ({ number, name }) => {
  expect(signalName(number)).toBe(name);
  expect(signalNumber(name)).toBe(number);
});
