/** Signals by name and number, as Docker's images and events write them. */
import { constants } from 'node:os';

const numbers: ReadonlyMap<string, number> = new Map(Object.entries(constants.signals));
const firstRealTime = 34;

/** Of `SIGTERM`, `TERM`, `15` or `SIGRTMIN+3`; undefined when there is no such signal. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  const realTime = /^SIGRTMIN(?:\+(\d+))?$/.exec(name);
  return realTime ? firstRealTime + Number(realTime[1] ?? 0) : numbers.get(name);
}

/** `SIGTERM` of 15; the number itself where it has no name. */
export function signalName(number: number): string {
  for (const [name, value] of numbers) if (value === number) return name;
  return String(number);
}
