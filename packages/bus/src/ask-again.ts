/** Asking NATS again while it is silent. */

/** Without an answer for so long it is asked once more, ms. */
const silences = [300, 800, 1400];

/**
 * The first answer, also one that is an error. In a cluster some questions have none, however long they are waited for: what was put to a
 * leader that is lost, and new consumers that were given to a server of which the others don't know yet that it is. An answer that comes
 * too late is left to `leave`.
 */
export async function askAgain<T>(ask: () => Promise<T>, leave: (late: T) => void = () => {}): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let answered: boolean = false;
  const once = async (): Promise<void> => {
    try {
      const answer = await ask();
      if (answered) leave(answer);
      else resolve(answer);
    } catch (error) {
      reject(error);
    }
    answered = true;
  };
  void once();
  const timers = silences.map((ms) => setTimeout(() => void once(), ms));
  try {
    return await promise;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
