/** Signals by name and number, as Docker's images and events write them. */
import { constants } from 'node:os';

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals));
/** The C library keeps 32 and 33 to itself. */
const realTime = { first: 34, last: 64 };

/** Of `SIGTERM`, `TERM`, `15`, `SIGRTMIN+3` or `SIGRTMAX-3`; undefined when there is no such signal. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const fromFirst = /^SIGRTMIN(?:\+(\d+))?$/.exec(name);
  if (fromFirst) return realTime.first + Number(fromFirst[1] ?? 0);
  const fromLast = /^SIGRTMAX(?:-(\d+))?$/.exec(name);
  return fromLast ? realTime.last - Number(fromLast[1] ?? 0) : numbers.get(name);
}

/** `SIGTERM` of 15; the number itself where it has no name. */
export function signalName(number: number): string {
  for (const [name, value] of numbers) if (value === number) return name;
  return String(number);
}
