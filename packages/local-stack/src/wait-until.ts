/** Waiting for a condition that nothing announces. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again, but half of the time at most, until `condition` holds, and returns its value; after `limit` ms an error says what
 * was waited for.
 */
export async function waitUntil<T>(
  what: string,
  limit: number,
  condition: () => Promise<T | false | undefined> | T | false | undefined,
): Promise<T> {
  const start = performance.now();
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 50)) {
    const asked = performance.now();
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    const answered = performance.now();
    if (answered - start > limit) throw new Error(`waited ${limit / 1000} s in vain for: ${what}`);
    // A costly question takes the machine's time from what is waited for.
    await delay(Math.max(pause, Math.min(answered - asked, 500)));
  }
}
