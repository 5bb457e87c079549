/** The trace of a change as the collector tells it: from the engine's event to the document. */
import type { Cause, Clock, Span, Tracer } from '@berth/bus';
import { type ContainerChange, type Engine, spanWithin } from '@berth/messages';

export type Found = {
  readonly engine: Pick<Engine, 'name' | 'site'>;
  readonly changes: readonly ContainerChange[];
  /** When the engine was asked first about what an event had told; undefined where that wasn't needed. ms since 1970. */
  readonly asked: number | undefined;
};

/** Names told of what changed at once. */
const mostNames = 20;

/** Why an engine's document is written now; undefined where no trace begins. */
export function causeOf(found: Found, { tracer, clock }: { readonly tracer: Tracer; readonly clock: Clock }): Cause | undefined {
  const trace = tracer.begin();
  if (trace === undefined) return undefined;
  const { engine, changes, asked } = found;
  const now = clock.now();
  const began = changes.reduce((first, { at }) => Math.min(first, at), now);
  const attributes = attributesOf(found);
  const onWritten = () => {
    const look = { trace: spanWithin(trace, 'look'), parent: trace, kind: 'internal', name: 'look', ended: now } as const;
    // An event that came while the engine was asked because of another is what the answer tells of.
    if (asked !== undefined) tracer.tell({ ...look, began: Math.max(asked, began), attributes: { 'berth.engine': engine.name } });
    tracer.tell({ trace, kind: 'internal', name: 'observe', began, ended: clock.now(), attributes });
  };
  return { trace, onWritten };
}

function attributesOf({ engine, changes }: Found): Span['attributes'] {
  const [only, ...more] = changes.map((change) => ({ change: change.change, container: 'after' in change ? change.after : change.before }));
  const names = changes.slice(0, mostNames).map((change) => ('after' in change ? change.after : change.before).name);
  return {
    'berth.engine': engine.name,
    'berth.site': engine.site,
    ...(names.length > 0 && { 'berth.container': names.join(', ') }),
    'berth.changes': changes.length,
    ...(only !== undefined &&
      more.length === 0 && {
        'berth.change': only.change,
        'container.id': only.container.id,
        'container.name': only.container.name,
        'container.image.name': only.container.image,
      }),
  };
}
