/** Pure: a part's document, as the kind that is expected of it. */
import type { DesiredBase } from '@berth/messages';
import type { PartChange, PartDocument } from './documents.ts';

type Kind = PartDocument['kind'];

/** unknown: it is there but says nothing that counts, so nothing may be concluded from it. */
export type PartAs<K extends Kind> =
  | { readonly kind: 'document'; readonly document: Extract<PartDocument, { readonly kind: K }> }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Undefined where there is none. */
export function partAs<K extends Kind>({ state }: PartChange, kind: K): PartAs<K> | undefined {
  if (state.kind === 'none') return undefined;
  if (state.kind === 'unknown') return unknown(state.reason);
  const { document } = state;
  return isOfKind(document, kind) ? { kind: 'document', document } : unknown(`it is of another kind, ${document.kind}`);
}

/** What services share. One that can't be read, or isn't there, says nothing: the last one stays. */
export function baseIn(change: PartChange): DesiredBase | undefined {
  const part = partAs(change, 'base');
  return part?.kind === 'document' ? part.document : undefined;
}

function isOfKind<K extends Kind>(document: PartDocument, kind: K): document is Extract<PartDocument, { readonly kind: K }> {
  return document.kind === kind;
}

function unknown(why: string): { readonly kind: 'unknown'; readonly reason: string } {
  return { kind: 'unknown', reason: `its document says nothing that counts: ${why}` };
}
