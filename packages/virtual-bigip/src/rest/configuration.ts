/** Reads and writes of configuration objects under `/mgmt/tm`. */

import { readQuery, renderCollection } from '../configuration/collection.ts';
import { create, existing, homeOf, modify, remove } from '../configuration/commands.ts';
import { icrd } from '../configuration/refusal.ts';
import { render, selfLink } from '../configuration/render.ts';
import type { Device, Entity, JsonObject, Resource, View } from '../configuration/resource.ts';
import { renderAllStatistics, renderStatistics } from '../configuration/statistics.ts';
import { isProvisioned } from '../resources/provision.ts';
import type { Access } from './access.ts';
import { type Route, routeOf } from './route.ts';

/** One request, as it is done at once or queued in a transaction. */
export type Operation = {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: string;
  readonly body: JsonObject;
  readonly access: Access;
};

export class Configuration {
  readonly #device: Device;
  readonly #resources: readonly Resource[];
  readonly #withoutGtm: readonly Resource[];
  readonly #others: readonly string[];

  /** `others` are paths of what is no resource. */
  constructor(device: Device, resources: readonly Resource[], others: readonly string[]) {
    this.#device = device;
    this.#resources = resources;
    this.#withoutGtm = resources.filter(({ path }) => !path.startsWith('gtm/'));
    this.#others = others;
  }

  view(query: string): View {
    return { device: this.#device, version: new URLSearchParams(query).get('ver') ?? this.#device.version };
  }

  route(segments: readonly string[]): Route {
    return routeOf(isProvisioned(this.#device, 'gtm') ? this.#resources : this.#withoutGtm, this.#others, segments);
  }

  read(route: Route, { segments, query, access }: Pick<Operation, 'segments' | 'query' | 'access'>): JsonObject {
    const view = this.view(query);
    const url = segments.map((segment) => segment.replaceAll('%', '%25')).join('/');
    if (route.kind === 'menu') return menu(url, route.below, view);
    if (route.kind === 'available' || route.kind === 'unknown') return {};
    const parent = this.#parent(route, access);
    if (route.kind === 'collection') {
      return renderCollection(route.resource, url, parent, { ...readQuery(query, view), sees: access.sees }, view);
    }
    if (route.kind === 'collection-stats') {
      const { store } = this.#device;
      const all = parent === undefined ? store.table(route.resource.path).values() : store.children(route.resource.path, parent.key);
      const seen = access.sees === undefined ? all : [...all].filter(access.sees);
      return renderAllStatistics(route.resource, url.replace(/\/stats$/, ''), seen, view);
    }
    const entity = existing(this.#device, route.resource, parent, route.id, access.sees);
    if (route.kind === 'item-stats') return renderStatistics(entity, view);
    const { echo, expand, select } = readQuery(query, view);
    return render(entity, { view, echo, expand, select });
  }

  /** Carries out a write wholly or not at all. A removal answers with nothing. */
  write(operation: Operation): JsonObject | undefined {
    return this.#device.store.change(() => this.perform(operation));
  }

  /** Carries out a write inside an open change. */
  perform({ method, segments, query, body, access }: Operation): JsonObject | undefined {
    const view = this.view(query);
    const route = this.route(segments);
    if (route.kind !== 'collection' && route.kind !== 'item') throw notSupported(segments.join('/'));
    const { resource } = route;
    const parent = this.#parent(route, access);
    const rendered = (entity: Entity) => render(entity, { view, echo: readQuery(query, view).echo, expand: false, select: undefined });
    if (method === 'POST' && route.kind === 'collection') {
      access.mayWrite({ verb: 'create', resource, partition: partitionFor(resource, parent, body), body });
      return rendered(create(this.#device, resource, parent, body));
    }
    if (route.kind === 'item' && (method === 'PATCH' || method === 'PUT' || method === 'DELETE')) {
      const entity = existing(this.#device, resource, parent, route.id, access.sees);
      access.mayWrite({
        verb: method === 'DELETE' ? 'delete' : 'modify',
        resource,
        key: entity.key,
        partition: partitionOfEntity(entity),
        body,
      });
      const options = new URLSearchParams(query).get('options') ?? undefined;
      if (method !== 'DELETE') return rendered(modify(this.#device, entity, body, method === 'PUT' ? 'put' : 'patch', options));
      if (query.includes('expandSubcollections')) throw icrd(400, 'Query parameter expandSubcollections is not allowed for DELETE.');
      remove(this.#device, entity);
      return undefined;
    }
    throw notSupported(resource.path);
  }

  #parent(route: Extract<Route, { readonly resource: Resource }>, access: Access): Entity | undefined {
    let parent: Entity | undefined;
    for (const [resource, id] of route.parents) parent = existing(this.#device, resource, parent, id, access.sees);
    return parent;
  }
}

/** The partition that an object to be created is written into: of what it is in, if it is in something. */
function partitionFor(resource: Resource, parent: Entity | undefined, { name, partition = 'Common' }: JsonObject): string | undefined {
  if (parent !== undefined) return partitionOfEntity(parent);
  if (resource.naming !== 'folder') return undefined;
  return typeof name === 'string' && name.startsWith('/') ? name.split('/')[1] : String(partition);
}

function partitionOfEntity(entity: Entity): string | undefined {
  return entity.parent === undefined ? homeOf(entity) : entity.parent.split('/')[1];
}

function notSupported(path: string): Error {
  return icrd(403, `Operation is not supported on component /${path}.`);
}

function menu(url: string, below: readonly string[], view: View): JsonObject {
  const leaf = url.split('/').at(-1) ?? '';
  const items = below.map((name) => ({ reference: { link: selfLink(url === '' ? name : `${url}/${name}`, view) } }));
  return { kind: `tm:${url.replaceAll('/', ':')}${url === '' ? '' : ':'}${leaf}collectionstate`, selfLink: selfLink(url, view), items };
}
