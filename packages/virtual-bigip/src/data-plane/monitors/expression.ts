/** Monitor expressions, and what the monitors that they name make of a member. */
import type { MonitorState } from '../../traffic.ts';

export type Expression = {
  readonly monitors: readonly string[];
  /** How many of them must be up. */
  readonly needed: number;
};

/** `/Common/a and /Common/b`, `min 1 of { /Common/a /Common/b }`; undefined for none. */
export function parseExpression(text: string): Expression | undefined {
  const monitors = text.split(/[\s{}]+/).filter((word) => word.startsWith('/'));
  if (monitors.length === 0) return undefined;
  const minimum = /^\s*min\s+(\d+)\s+of\b/.exec(text)?.[1];
  return { monitors, needed: minimum === undefined ? monitors.length : Number(minimum) };
}

/** A member is down once it can't have as many monitors up as it needs. */
export function combined(states: readonly MonitorState[], needed: number): MonitorState {
  const up = states.filter((state) => state === 'up').length;
  if (up >= needed) return 'up';
  const down = states.filter((state) => state === 'down').length;
  return states.length - down < needed ? 'down' : 'checking';
}
