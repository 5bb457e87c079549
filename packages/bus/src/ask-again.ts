/** Asking NATS again while it is silent. */

/** Without an answer for so long it is asked once more, ms. */
const silences = [300, 800, 1400];

export type AskOptions<T> = {
  /** What becomes of an answer that comes too late. */
  readonly leave?: (late: T) => void;
  /**
   * Where asking twice costs more than an answer: asks something else, and says whether that was answered. Only then is it asked again: what
   * is merely slow answers in the order in which it was asked.
   */
  readonly isOvertaken?: () => Promise<boolean>;
};

/**
 * The first answer, also one that is an error. In a cluster some questions have none, however long they are waited for: what was put to a
 * leader that is lost, and new consumers that were given to a server of which the others don't know yet that it is.
 */
export async function askAgain<T>(
  ask: () => Promise<T>,
  { leave = () => {}, isOvertaken = () => Promise.resolve(true) }: AskOptions<T> = {},
): Promise<T> {
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
  let looking: boolean = false;
  const again = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const isWorthIt = await isOvertaken();
    looking = false;
    if (isWorthIt && !answered) await once();
  };
  void once();
  const timers = silences.map((ms) => setTimeout(() => void again(), ms));
  try {
    return await promise;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
