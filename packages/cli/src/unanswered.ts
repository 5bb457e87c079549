/** The question could not be asked: exit code 2. */

/** What was in the way, and what to do about it, in words for whoever asked. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}
