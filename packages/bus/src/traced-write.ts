/** The trace of a write: which span it is, and how it is told. Pure. */
import { type BucketName, decodeToken, documents, spanWithin, Traceparent } from '@berth/messages';
import type { Span } from './tracer.ts';

/** The span by which `key` is written because of `cause`. `after`: the revision that it replaces, so that no two writes are one span. */
export function writeSpan(cause: Traceparent, key: string, after: number): Traceparent {
  return spanWithin(cause, `write ${key} ${after}`);
}

/** The trace that a document is part of. */
export function traceIn(document: object): Traceparent | undefined {
  return 'traceparent' in document ? Traceparent.safeParse(document.traceparent).data : undefined;
}

/** How a write is told: by OpenTelemetry's words for a message sent, and ours for what it is about. */
export function toldOfWrite(bucket: BucketName, key: string): Pick<Span, 'kind' | 'name' | 'attributes'> {
  return {
    kind: 'producer',
    name: `send ${bucket}`,
    attributes: {
      'messaging.system': 'nats',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'put',
      'messaging.destination.name': `${documents[bucket].topic ?? bucket}.${key}`,
      ...subjectOf(bucket, key.split('.').map(decodeToken)),
    },
  };
}

function subjectOf(bucket: BucketName, [first, second, third]: readonly string[]): Span['attributes'] {
  switch (bucket) {
    case 'berth-engines':
      return { 'berth.engine': first };
    case 'berth-desired':
      return {
        'berth.kind': first,
        [first === 'gtm' ? 'berth.group' : 'berth.bigip']: second,
        [first === 'route' ? 'berth.engine' : 'berth.service']: third,
      };
    default:
      return {};
  }
}
