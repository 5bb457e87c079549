/** Several things started at the same time. */

/** Like Promise.all, but when one fails the others are waited for first: whatever did start is known by then, and can be ended. */
export async function all<T extends readonly unknown[] | []>(works: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}
