/** Waiting for a condition that nothing announces. */
import { setTimeout as delay } from 'node:timers/promises';

/** Asks every few milliseconds until `condition` holds, and returns its value; after `limit` ms an error says what was waited for. */
export async function waitUntil<T>(
  what: string,
  limit: number,
  condition: () => Promise<T | false | undefined> | T | false | undefined,
): Promise<T> {
  const start = performance.now();
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 50)) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() - start > limit) throw new Error(`waited ${limit / 1000} s in vain for: ${what}`);
    await delay(pause);
  }
}
