/** What the unit says of itself: trees of figures that nobody configures, such as `sys/version`. */

import { selfLink } from '../configuration/render.ts';
import type { JsonObject, View } from '../configuration/resource.ts';

export type Readout = {
  readonly path: string;
  /** First version that has it. */
  readonly since?: string;
  readonly entries: (view: View) => JsonObject;
};

export function renderReadout({ path, entries }: Readout, view: View): JsonObject {
  const kind = `tm:${path.replaceAll('/', ':')}:${path.split('/').at(-1) ?? ''}stats`;
  return { kind, selfLink: selfLink(path, view), entries: entries(view) };
}

/** The tree of a readout with one item, `0`. */
export function oneItem(path: string, entries: JsonObject): JsonObject {
  return branch(`${path}/0`, entries);
}

/** Entries under the link to `path`. */
export function branch(path: string, entries: JsonObject): JsonObject {
  return { [`https://localhost/mgmt/tm/${path}`]: { nestedStats: { entries } } };
}
