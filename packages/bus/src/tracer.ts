/** How programs tell traces: each span as one value, when it is over. */
import type { Traceparent } from '@berth/messages';

/** Something that was done, or that happened, within a trace. */
export type Span = {
  /** Its own id, and its trace's. */
  readonly trace: Traceparent;
  /** What it was done for; absent where a trace begins. */
  readonly parent?: Traceparent | undefined;
  /** What else it was done for. */
  readonly links?: readonly Traceparent[];
  /** As OpenTelemetry has them: a request to a server, a message sent or processed, or neither. */
  readonly kind: 'client' | 'producer' | 'consumer' | 'internal';
  readonly name: string;
  /** ms since 1970. */
  readonly began: number;
  readonly ended: number;
  readonly attributes: SpanAttributes;
  /** Why it failed, in words without secrets. */
  readonly failure?: string | undefined;
};

/** Several names in one are told with commas between them: not everything that keeps traces can look for one in a list. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Tracer {
  /** The first span of a new trace; undefined where none may begin, since the same input has to give the same output. */
  begin(): Traceparent | undefined;
  /** Takes the span and returns at once, whatever becomes of it. Does not throw. */
  tell(span: Span): void;
}

/** Begins no trace and tells nobody. */
export const untraced: Tracer = { begin: () => undefined, tell: () => undefined };

/** Why a document is written. */
export type Cause = {
  /** The span that leads to it. */
  readonly trace: Traceparent;
  /** It was written for that; what was already as it should be is not. Called again for each document. */
  readonly onWritten?: () => void;
};
