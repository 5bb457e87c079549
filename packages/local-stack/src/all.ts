/** Several things started at the same time. */

/** Like Promise.all, but when one fails the others are waited for first: whatever did start is known by then, and can be ended. */
export async function all<T extends readonly unknown[]>(works: { readonly [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(works);
  return (await Promise.all(works)) as unknown as T;
}
