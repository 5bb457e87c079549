/** The open problems of one engine, in `berth-problems`. */
import type { Publisher } from '@berth/bus';
import { type EngineName, type Problem, problemKey } from '@berth/messages';

export type Finding = Pick<Problem, 'severity' | 'what' | 'hint'> & { readonly where?: string };

/** Source of an engine's problems. */
export function problemSource(engine: EngineName): string {
  return `collector-${engine}`;
}

/** Under each subject at most one; what a former collector left open is taken over, and solved like one's own. */
export class Problems {
  readonly #publisher: Publisher<Problem>;
  readonly #engine: EngineName;
  readonly #open: Set<string>;

  constructor(publisher: Publisher<Problem>, engine: EngineName) {
    this.#publisher = publisher;
    this.#engine = engine;
    this.#open = new Set(publisher.stored.keys());
  }

  open(subject: string, { severity, what, hint, where = `engine ${this.#engine}` }: Finding): void {
    const source = problemSource(this.#engine);
    const key = problemKey(source, subject);
    this.#open.add(key);
    this.#publisher.set(key, { v: 1, source, subject, severity, what, where, hint });
  }

  close(subject: string): void {
    this.#close(problemKey(problemSource(this.#engine), subject));
  }

  /** Exactly these are open, whatever was before. */
  replace(findings: ReadonlyMap<string, Finding>): void {
    const keys = new Set([...findings.keys()].map((subject) => problemKey(problemSource(this.#engine), subject)));
    for (const key of this.#open) {
      if (!keys.has(key)) this.#close(key);
    }
    for (const [subject, finding] of findings) this.open(subject, finding);
  }

  #close(key: string): void {
    if (this.#open.delete(key)) this.#publisher.delete(key);
  }
}
