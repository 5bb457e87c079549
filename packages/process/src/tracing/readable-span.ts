/** A span as OpenTelemetry's exporters read it. Pure. */

import type { Span } from '@berth/bus';
import { version } from '@berth/installation';
import { readTraceparent, type Traceparent } from '@berth/messages';
import { type Attributes, type HrTime, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

const kinds: Readonly<Record<Span['kind'], SpanKind>> = {
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/** `resource`: whose it is. */
export function readableSpan(
  { trace, parent, links = [], kind, name, attributes, failure, ...span }: Span,
  resource: Resource,
): ReadableSpan {
  // Clocks of two machines, or of one that was set, may say that it ended before it began.
  const ended = Math.max(span.began, span.ended);
  return {
    name,
    kind: kinds[kind],
    spanContext: () => contextOf(trace),
    ...(parent !== undefined && { parentSpanContext: contextOf(parent) }),
    startTime: timeOf(span.began),
    endTime: timeOf(ended),
    duration: timeOf(ended - span.began),
    ended: true,
    status: failure === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: failure },
    attributes: attributesOf(attributes),
    links: links.map((link) => ({ context: contextOf(link) })),
    events: [],
    resource,
    instrumentationScope: { name: 'berth', version },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function contextOf(traceparent: Traceparent): SpanContext {
  const { trace, span, sampled } = readTraceparent(traceparent);
  return { traceId: trace, spanId: span, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}

/** Seconds and nanoseconds, of ms. */
function timeOf(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

function attributesOf(attributes: Span['attributes']): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
