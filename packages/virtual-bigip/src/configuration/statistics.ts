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
    entries: entry(entity, view, 'of the object'),
  };
}

/** `GET …/<collection>/stats`. */
export function renderAllStatistics(resource: Resource, url: string, entities: Iterable<Entity>, view: View): JsonObject {
  const entries: Record<string, JsonObject> = {};
  for (const entity of entities) Object.assign(entries, entry(entity, view, 'of all'));
  return { kind: kindOf(resource.path, 'collectionstate').replace(/state$/, 'stats'), selfLink: selfLink(`${url}/stats`, view), entries };
}

export function nested(statistics: Statistics): JsonObject {
  return Object.fromEntries(
    Object.entries(statistics).map(([name, value]) => [name, typeof value === 'number' ? { value } : { description: value }]),
  );
}

function entry(entity: Entity, view: View, asked: 'of the object' | 'of all'): JsonObject {
  const { resource, fullPath } = entity;
  const several = resource.statisticsBy?.(entity, view.device);
  if (several !== undefined)
    return Object.fromEntries([...several].map(([part, statistics]) => one(entity, view, { asked, part, statistics })));
  const link = selfLink(`${urlOf(entity)}/stats`, view);
  // Until 13 the name stands twice in the key.
  const key = `https://localhost/mgmt/tm/${urlOf(entity)}${isBefore(view.device.version, '14.0') ? `/${toUrl(fullPath)}` : ''}/stats`;
  return { [key]: nestedStats(resource, link, resource.statistics?.(entity, view.device) ?? {}) };
}

type Part = { readonly asked: 'of the object' | 'of all'; readonly part: string; readonly statistics: Statistics };

/** One of several: below the object, where the object was asked for. */
function one(entity: Entity, view: View, { asked, part, statistics }: Part): readonly [string, JsonObject] {
  const url = urlOf(entity);
  const path = asked === 'of all' ? `${url}${toUrl(part)}` : `${url}/${toUrl(entity.fullPath)}${toUrl(part)}`;
  return [`https://localhost/mgmt/tm/${path}/stats`, nestedStats(entity.resource, selfLink(`${path}/stats`, view), statistics)];
}

function nestedStats({ path }: Resource, link: string, statistics: Statistics): JsonObject {
  return { nestedStats: { kind: kindOf(path, 'stats'), selfLink: link, entries: nested(statistics) } };
}
