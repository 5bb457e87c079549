/** Statistics trees: numbers as `{value}`, text as `{description}`. */

import { toUrl } from './names.ts';
import { kindOf, selfLink, urlOf } from './render.ts';
import type { Entity, JsonObject, Resource, Statistics, View } from './resource.ts';
import { isBefore } from './version.ts';

/** `GET …/<object>/stats`. */
export function renderStatistics(entity: Entity, view: View): JsonObject {
  return {
    kind: kindOf(entity.resource.path, 'stats'),
    generation: entity.generation,
    selfLink: selfLink(`${urlOf(entity)}/stats`, view),
    entries: entry(entity, view),
  };
}

/** `GET …/<collection>/stats`. */
export function renderAllStatistics(resource: Resource, url: string, entities: Iterable<Entity>, view: View): JsonObject {
  const entries: Record<string, JsonObject> = {};
  for (const entity of entities) Object.assign(entries, entry(entity, view));
  return { kind: kindOf(resource.path, 'collectionstate').replace(/state$/, 'stats'), selfLink: selfLink(`${url}/stats`, view), entries };
}

export function nested(statistics: Statistics): JsonObject {
  return Object.fromEntries(
    Object.entries(statistics).map(([name, value]) => [name, typeof value === 'number' ? { value } : { description: value }]),
  );
}

function entry(entity: Entity, view: View): JsonObject {
  const link = selfLink(`${urlOf(entity)}/stats`, view);
  const nestedStats = {
    kind: kindOf(entity.resource.path, 'stats'),
    selfLink: link,
    entries: nested(entity.resource.statistics?.(entity, view.device) ?? {}),
  };
  // Until 13 the name stands twice in the key.
  const key = `https://localhost/mgmt/tm/${urlOf(entity)}${isBefore(view.device.version, '14.0') ? `/${toUrl(entity.fullPath)}` : ''}/stats`;
  return { [key]: { nestedStats } };
}
