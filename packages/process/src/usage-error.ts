/** The program was not called as it can be. */

/** What is wrong with the command line or the environment, in words for whoever called the program. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
