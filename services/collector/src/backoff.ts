/** How long to wait before the next try. */

/** Pauses in ms that double from 100 up to `cap`, each shortened by up to half so that many who wait don't come back together. */
export function* backoff(cap: number): Generator<number, never> {
  for (let pause = Math.min(100, cap); ; pause = Math.min(cap, pause * 2)) yield pause * (1 - Math.random() / 2);
}
