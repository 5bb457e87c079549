/** The traces of what a publisher writes. */
import type { BucketName, Traceparent } from '@berth/messages';
import type { Disturbance, Known, Wanted } from './published-key.ts';
import { sameContent } from './same-content.ts';
import { toldOfWrite, traceIn, writeSpan } from './traced-write.ts';
import type { Cause, Tracer } from './tracer.ts';

export type KeyTracesOptions = { readonly bucket: BucketName; readonly tracer: Tracer };

/** A write, as part of a trace. `cause` is absent where it tells nothing but that all is as before. */
type TracedWrite = { readonly traceparent: Traceparent | undefined; readonly cause?: Cause };

export class KeyTraces {
  readonly #options: KeyTracesOptions;

  constructor(options: KeyTracesOptions) {
    this.#options = options;
  }

  /** Which trace a document is part of that is to replace what is stored. */
  write<T extends object>(key: string, { document, cause }: Extract<Wanted<T>, { kind: 'document' }>, stored: Known<T>): TracedWrite {
    if (cause === undefined) return { traceparent: undefined };
    // A look that found nothing new.
    if (stored.kind === 'document' && !stored.late && sameContent(stored.document, document))
      return { traceparent: traceIn(stored.document) };
    return { traceparent: writeSpan(cause.trace, key, stored.revision), cause };
  }

  /** It was acknowledged, `took` ms after it was sent. */
  written(key: string, { traceparent, cause }: TracedWrite, took: number): void {
    const { bucket, tracer } = this.#options;
    if (traceparent === undefined || cause === undefined) return;
    const ended = Date.now();
    tracer.tell({ ...toldOfWrite(bucket, key), trace: traceparent, parent: cause.trace, began: ended - took, ended });
    cause.onWritten?.();
  }

  /** Why a document is written again that something else had changed. */
  heal(key: string, disturbance: Disturbance): Cause | undefined {
    const { bucket, tracer } = this.#options;
    const trace = tracer.begin();
    if (trace === undefined) return undefined;
    const began = Date.now();
    const attributes = { ...toldOfWrite(bucket, key).attributes, 'berth.disturbance': disturbance };
    const told = { trace, kind: 'internal', name: 'heal', began, attributes } as const;
    return { trace, onWritten: () => tracer.tell({ ...told, ended: Date.now() }) };
  }
}
