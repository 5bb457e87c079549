/** The trace that a document is part of, as W3C Trace Context writes it (https://www.w3.org/TR/trace-context/). */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** `00-<trace id>-<id of the span that wrote it>-<flags>`. One of a later version isn't understood, and counts as none. */
export const Traceparent = z
  .string()
  .regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/)
  .brand<'Traceparent'>();
export type Traceparent = z.infer<typeof Traceparent>;

/** The field of a document: what is wrong with a trace must not keep anybody from reading the rest. */
export const traceparent = Traceparent.optional()
  .catch(undefined)
  .describe('W3C trace context: the trace of the change that led to this, and in it who tells this. It alone never makes a write.');

/** In hexadecimal digits, as they stand in `traceparent`. */
export type TraceIds = { readonly trace: string; readonly span: string; readonly sampled: boolean };

export function writeTraceparent({ trace, span, sampled }: TraceIds): Traceparent {
  return Traceparent.parse(`00-${trace}-${span}-${sampled ? '01' : '00'}`);
}

export function readTraceparent(text: Traceparent): TraceIds {
  const [, trace = '', span = '', flags = ''] = text.split('-');
  return { trace, span, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** By which a trace is found where traces are kept; undefined where there is none. */
export function traceIdOf({ traceparent: text }: { readonly traceparent?: Traceparent | undefined }): string | undefined {
  return text && readTraceparent(text).trace;
}

/** A further span of the same trace: always the same one for the same `seed`, which therefore names it among those below `parent`. */
export function spanWithin(parent: Traceparent, seed: string): Traceparent {
  const span = createHash('sha256').update(`${parent} ${seed}`).digest('hex').slice(0, 16);
  return writeTraceparent({ ...readTraceparent(parent), span });
}
