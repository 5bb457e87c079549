/** What the unit says of itself: trees of figures that nobody configures, such as `sys/version`. */

import { selfLink } from '../configuration/render.ts';
import type { JsonObject, View } from '../configuration/resource.ts';

export type Readout = {
  readonly path: string;
  /** First version that has it. */
  readonly since?: string;
} & (
  | { readonly entries: (view: View) => JsonObject }
  /** Where REST has no more than tmsh prints. */
  | { readonly text: (view: View) => string }
);

export function renderReadout(readout: Readout, view: View): JsonObject {
  const { path } = readout;
  const kind = `tm:${path.replaceAll('/', ':')}:${path.split('/').at(-1) ?? ''}stats`;
  const told = 'text' in readout ? { apiRawValues: { apiAnonymous: readout.text(view) } } : { entries: readout.entries(view) };
  return { kind, selfLink: selfLink(path, view), ...told };
}

/** The tree of a readout with one item, `0`. */
export function oneItem(path: string, entries: JsonObject): JsonObject {
  return branch(`${path}/0`, entries);
}

/** Lines, each an entry of its own below `path`. */
export function details(path: string, lines: readonly string[]): JsonObject {
  return Object.assign({}, ...lines.map((line, at) => branch(`${path}/${at}`, { details: { description: line } })));
}

/** Entries under the link to `path`. */
export function branch(path: string, entries: JsonObject): JsonObject {
  return { [`https://localhost/mgmt/tm/${path}`]: { nestedStats: { entries } } };
}
