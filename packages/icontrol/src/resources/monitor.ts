/** Monitor expressions: `/Common/tcp and /Common/http`, `min 1 of { /Common/tcp /Common/http }`. */
import { z } from 'zod';

/** A pool's or member's monitors as one normal text; empty for none. Versions differ in blanks and order of what they return. */
export const MonitorExpression = z
  .string()
  .default('')
  .transform((text) => normalMonitor(text));

/** The same expression always as the same text. */
export function normalMonitor(text: string): string {
  const trimmed = text.trim().replaceAll(/\s+/g, ' ');
  if (trimmed === 'none') return '';
  const least = /^min (\d+) of \{? ?(.*?) ?\}?$/.exec(trimmed);
  if (least !== null) return `min ${least[1]} of { ${(least[2] ?? '').split(' ').sort().join(' ')} }`;
  return trimmed.split(' and ').sort().join(' and ');
}

/** How an expression is written to BIG-IP. */
export function monitorToWrite(expression: string): string {
  return expression === '' ? 'none' : expression;
}
