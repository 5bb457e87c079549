/** What was begun and must have ended before all is over. */

export class Tasks implements AsyncDisposable {
  readonly #running = new Set<Promise<void>>();

  /** `task` must not fail: nobody would hear of it. */
  add(task: Promise<void>): void {
    this.#running.add(task);
    void task.then(() => this.#running.delete(task));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running);
  }
}
