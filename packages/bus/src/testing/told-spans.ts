/** For tests: a tracer that begins numbered traces, and remembers what it was told. */
import { type Traceparent, writeTraceparent } from '@berth/messages';
import type { Span, Tracer } from '../tracer.ts';

export class ToldSpans implements Tracer {
  readonly spans: Span[] = [];
  #begun = 0;

  begin(): Traceparent {
    return traceNumber(++this.#begun);
  }

  tell(span: Span): void {
    this.spans.push(span);
  }
}

/** The first span of a trace; those of a ToldSpans are 1, 2, … */
export function traceNumber(number: number): Traceparent {
  const id = number.toString(16);
  return writeTraceparent({ trace: id.padStart(32, '0'), span: id.padStart(16, '0'), sampled: true });
}
