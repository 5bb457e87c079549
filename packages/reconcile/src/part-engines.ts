/** Whose containers each part is about: the engine that its document names first, or named last while it has any. */
import type { PartChange, PartDocument } from './documents.ts';

export class PartEngines {
  readonly #engines = new Map<string, string>();

  /** Nothing is known any more. */
  reset(): void {
    this.#engines.clear();
  }

  /** Takes over what changed. */
  note({ part, state }: PartChange): void {
    if (state.kind === 'none') this.#engines.delete(part);
    const engine = state.kind === 'document' ? firstEngine(state.document) : undefined;
    if (engine !== undefined) this.#engines.set(part, engine);
  }

  /** Undefined for what is about no engine in particular. */
  of(part: string): string | undefined {
    return this.#engines.get(part);
  }
}

function firstEngine(document: PartDocument): string | undefined {
  switch (document.kind) {
    case 'service':
      return document.want.kind === 'serving' ? document.want.members[0]?.origin.engine : undefined;
    case 'names':
      return document.want.kind === 'serving'
        ? document.want.names.find((record) => record.kind === 'container')?.origin.engine
        : undefined;
    case 'routes':
      return document.engine;
    case 'wide ip':
    case 'base':
    case 'group':
      return undefined;
    default:
      return document satisfies never;
  }
}
