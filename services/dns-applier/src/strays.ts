/** Pure: what is to become of a record that no document asks for. */
import type { Origin } from '@berth/messages';
import type { Cause, RecordObject } from '@berth/reconcile';
import type { WantedNames } from './wanted-names.ts';

/** left: a document has let it go. found: it was there when the BIG-IP was read. */
export type Stray = { readonly kind: 'left'; readonly service: string; readonly origins: readonly Origin[] } | { readonly kind: 'found' };

export type StrayVerdict =
  | { readonly kind: 'remove'; readonly cause: Cause; readonly service?: string; readonly origin?: Origin }
  /** Kept: its engine, or its service's document, is unknown. */
  | { readonly kind: 'keep' }
  /** Nobody knows whose it is. */
  | { readonly kind: 'orphan' };

export type StrayContext = { readonly wanted: WantedNames; readonly causeFor: (engine: string | undefined) => Cause };

/** It goes only where the documents of its service count, and none of its containers may be out of sight. */
export function judgeStray(stray: Stray, record: RecordObject, { wanted, causeFor }: StrayContext): StrayVerdict {
  const services = stray.kind === 'left' ? [stray.service] : possibleServices(record);
  const states = services.flatMap((service) => wanted.state(service) ?? []);
  if (states.length === 0) return { kind: 'orphan' };
  if (states.some(({ kind }) => kind === 'unknown')) return { kind: 'keep' };
  const origins = stray.kind === 'left' ? stray.origins : [];
  const [origin] = origins.length === 1 ? origins : [];
  const told = { ...(stray.kind === 'left' && { service: stray.service }), ...(origin && { origin }) };
  const partial = new Set(states.flatMap((state) => (state.kind === 'serving' ? [...state.partial] : [])));
  // Where it isn't known which containers it led to, it may well be those that can't be seen.
  const doubtful = origins.length === 0 ? partial.size > 0 : origins.some(({ engine }) => partial.has(engine));
  if (doubtful) return { kind: 'keep' };
  const [first] = states;
  const isForgotten = origin !== undefined && states.some((state) => state.kind === 'serving' && state.forgotten.has(origin.engine));
  const cause = first?.kind === 'gone' ? first.cause : isForgotten ? 'forgotten' : causeFor(origin?.engine);
  return { kind: 'remove', cause, ...told };
}

/** By its name, or for an address the name that it points to: `www-1` may be a service, or an instance of `www`. */
function possibleServices({ name, data }: RecordObject): string[] {
  const [, target] = /(?:^| )ptr=([^, ]+)/.exec(data) ?? [];
  const [label = ''] = (target ?? name).split('.', 1);
  return [label, label.replace(/-\d+$/, '')].filter((service, at, all) => all.indexOf(service) === at);
}
