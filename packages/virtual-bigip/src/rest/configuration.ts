/** Reads and writes of configuration objects under `/mgmt/tm`. */

import { readQuery, renderCollection } from '../configuration/collection.ts';
import { create, existing, modify, remove } from '../configuration/commands.ts';
import { icrd } from '../configuration/refusal.ts';
import { render, selfLink } from '../configuration/render.ts';
import type { Device, Entity, JsonObject, Resource, View } from '../configuration/resource.ts';
import { renderAllStatistics, renderStatistics } from '../configuration/statistics.ts';
import { type Route, routeOf } from './route.ts';

/** One request, as it is done at once or queued in a transaction. */
export type Operation = {
  readonly method: string;
  readonly segments: readonly string[];
  readonly query: string;
  readonly body: JsonObject;
};

export class Configuration {
  readonly #device: Device;
  readonly #resources: readonly Resource[];

  constructor(device: Device, resources: readonly Resource[]) {
    this.#device = device;
    this.#resources = resources;
  }

  view(query: string): View {
    return { device: this.#device, version: new URLSearchParams(query).get('ver') ?? this.#device.version };
  }

  route(segments: readonly string[]): Route {
    return routeOf(this.#resources, segments);
  }

  read(route: Route, { segments, query }: Pick<Operation, 'segments' | 'query'>): JsonObject {
    const view = this.view(query);
    const url = segments.map((segment) => segment.replaceAll('%', '%25')).join('/');
    if (route.kind === 'menu') return menu(url, route.below, view);
    if (route.kind === 'available' || route.kind === 'unknown') return {};
    const parent = this.#parent(route);
    if (route.kind === 'collection') return renderCollection(route.resource, url, parent, readQuery(query, view), view);
    if (route.kind === 'collection-stats') {
      const { store } = this.#device;
      const all = parent === undefined ? store.table(route.resource.path).values() : store.children(route.resource.path, parent.key);
      return renderAllStatistics(route.resource, url.replace(/\/stats$/, ''), all, view);
    }
    const entity = existing(this.#device, route.resource, parent, route.id);
    if (route.kind === 'item-stats') return renderStatistics(entity, view);
    const { echo, expand, select } = readQuery(query, view);
    return render(entity, { view, echo, expand, select });
  }

  /** Carries out a write wholly or not at all. A removal answers with nothing. */
  write(operation: Operation): JsonObject | undefined {
    return this.#device.store.change(() => this.perform(operation));
  }

  /** Carries out a write inside an open change. */
  perform({ method, segments, query, body }: Operation): JsonObject | undefined {
    const view = this.view(query);
    const route = this.route(segments);
    if (route.kind !== 'collection' && route.kind !== 'item')
      throw icrd(403, `Operation is not supported on component /${segments.join('/')}.`);
    const parent = this.#parent(route);
    const rendered = (entity: Entity) => render(entity, { view, echo: readQuery(query, view).echo, expand: false, select: undefined });
    if (method === 'POST' && route.kind === 'collection') return rendered(create(this.#device, route.resource, parent, body));
    if (route.kind === 'item' && (method === 'PATCH' || method === 'PUT' || method === 'DELETE')) {
      const entity = existing(this.#device, route.resource, parent, route.id);
      const options = new URLSearchParams(query).get('options') ?? undefined;
      if (method !== 'DELETE') return rendered(modify(this.#device, entity, body, method === 'PUT' ? 'put' : 'patch', options));
      if (query.includes('expandSubcollections')) throw icrd(400, 'Query parameter expandSubcollections is not allowed for DELETE.');
      remove(this.#device, entity);
      return undefined;
    }
    throw icrd(403, `Operation is not supported on component /${route.resource.path}.`);
  }

  #parent(route: Extract<Route, { readonly resource: Resource }>): Entity | undefined {
    return route.parent === undefined ? undefined : existing(this.#device, route.parent[0], undefined, route.parent[1]);
  }
}

function menu(url: string, below: readonly string[], view: View): JsonObject {
  const leaf = url.split('/').at(-1) ?? '';
  const items = below.map((name) => ({ reference: { link: selfLink(url === '' ? name : `${url}/${name}`, view) } }));
  return { kind: `tm:${url.replaceAll('/', ':')}${url === '' ? '' : ':'}${leaf}collectionstate`, selfLink: selfLink(url, view), items };
}
