/** What is known to be on the BIG-IP: as it was read, brought forward by our own acknowledged writes. */
import { isDeepStrictEqual } from 'node:util';
import {
  destinationPath,
  type Folder,
  type Forwarding,
  fromBigipAddress,
  locate,
  parseMemberPath,
  type Route,
  type SelfIp,
  toBigipAddress,
} from '@berth/icontrol';
import { type Change, changed, KnownFolder, type Owner, parseMark, removed, type TakeOptions, takeFolderSingle } from '@berth/reconcile';
import type { AdvisedObject, ForwardingObject, RouteObject } from './objects.ts';
import type { RouteSingle } from './read-routes.ts';
import { fromBigipNetwork, normalMask } from './route-names.ts';

export type Known<T> = { readonly object: T; readonly owner: Owner };

/** Whose words the mark has after the installation's: the kind, the engine, the Docker network. */
export type RouteMark = { readonly engine: string; readonly docker: string };

export class KnownRoutes {
  readonly installation: string;
  readonly partition: string;
  /** Only the partition of it is ours to make; what the other appliers keep beside ours is a sign that the installation isn't new here. */
  readonly folder: KnownFolder;
  readonly routes = new Map<string, Known<RouteObject>>();
  readonly forwardings = new Map<string, Known<ForwardingObject>>();
  /** The folder of what isn't synchronised, if it is there. */
  localFolder: Omit<Folder, 'trafficGroup'> | undefined;
  /** Undefined where our user may not read them. */
  selfIps: readonly SelfIp[] | undefined;
  /** Routes that aren't ours, in any partition, by network. */
  readonly #foreign = new Map<string, Route>();

  constructor({ installation, partition }: { readonly installation: string; readonly partition: string }) {
    this.installation = installation;
    this.partition = partition;
    this.folder = new KnownFolder({ installation, kind: 'route-base' });
  }

  get routeDomain(): number {
    return this.folder.routeDomain;
  }

  get holdsOurs(): boolean {
    return this.folder.holdsOurs || [...this.routes.values(), ...this.forwardings.values()].some(({ owner }) => owner === 'ours');
  }

  /** The route to a network, `ADDR%N/LENGTH`, that somebody else made. */
  foreignTo(network: string): Route | undefined {
    return this.#foreign.get(network);
  }

  /** Those of ours, by full path. */
  *ours(): Iterable<RouteObject | ForwardingObject> {
    for (const { object, owner } of [...this.routes.values(), ...this.forwardings.values()]) if (owner === 'ours') yield object;
  }

  takeRoutes(all: ReadonlyMap<string, Route>, options: TakeOptions<AdvisedObject>): void {
    this.#foreign.clear();
    for (const [path, { object, owner }] of [...this.routes])
      if (!all.has(path) && !options.written.has(`route ${path}`)) {
        if (owner === 'ours') options.onDrift(object, removed);
        this.routes.delete(path);
      }
    for (const route of all.values()) if (!options.written.has(`route ${route.path}`)) this.takeRoute(route, options);
  }

  takeRoute(route: Route, { onDrift }: Pick<TakeOptions<AdvisedObject>, 'onDrift'>): void {
    const { path, ...settings } = route;
    const isInside = path.startsWith(`/${this.partition}/`);
    const owner = isInside ? this.#ownerOf(settings.description) : 'foreign';
    if (owner === 'foreign') {
      const network = fromBigipNetwork(route.network, isInside ? this.routeDomain : 0);
      if (network !== undefined) this.#foreign.set(network, route);
    }
    if (isInside) keep(this.routes, { object: { kind: 'route', path, settings }, owner }, onDrift);
  }

  takeForwardings(all: ReadonlyMap<string, Forwarding>, options: TakeOptions<AdvisedObject>): void {
    for (const [path, { object, owner }] of [...this.forwardings])
      if (!all.has(path) && !options.written.has(`forwarding ${path}`)) {
        if (owner === 'ours') options.onDrift(object, removed);
        this.forwardings.delete(path);
      }
    for (const virtual of all.values()) if (!options.written.has(`forwarding ${virtual.path}`)) this.takeForwarding(virtual, options);
  }

  takeForwarding({ path, ...read }: Forwarding, { onDrift }: Pick<TakeOptions<AdvisedObject>, 'onDrift'>): void {
    const settings = { ...read, mask: normalMask(read.mask), destination: this.#normalDestination(path, read.destination) };
    keep(this.forwardings, { object: { kind: 'forwarding', path, settings }, owner: this.#ownerOf(read.description) }, onDrift);
  }

  /** After a write of unknown outcome: what is found there may well be our own doing, so it is no drift. */
  takeSingle(single: RouteSingle): void {
    const options = { onDrift: () => undefined };
    switch (single.kind) {
      case 'shared':
        takeFolderSingle(this.folder, single.single);
        break;
      case 'folder':
        this.localFolder = single.found;
        break;
      case 'route':
        if (single.found === undefined) this.routes.delete(single.path);
        else this.takeRoute(single.found, options);
        break;
      case 'forwarding':
        if (single.found === undefined) this.forwardings.delete(single.path);
        else this.takeForwarding(single.found, options);
        break;
      default:
        single satisfies never;
    }
  }

  /** One of our changes was acknowledged. */
  apply(change: Change<AdvisedObject>): void {
    if (change.kind === 'delete') this.#remove(change.observed);
    else this.#set(change.desired);
  }

  #set(object: AdvisedObject): void {
    if (object.kind === 'route') this.routes.set(object.path, { object, owner: 'ours' });
    else if (object.kind === 'forwarding') this.forwardings.set(object.path, { object, owner: 'ours' });
    else if (object.kind === 'folder') this.localFolder = { path: object.path, description: object.description, deviceGroup: 'none' };
    else this.folder.set(object);
  }

  #remove(object: AdvisedObject): void {
    if (object.kind === 'route') this.routes.delete(object.path);
    else if (object.kind === 'forwarding') this.forwardings.delete(object.path);
    else if (object.kind === 'folder') this.localFolder = undefined;
    else this.folder.remove(object);
  }

  #ownerOf(description: string): Owner {
    return this.markOf(description) === undefined ? 'foreign' : 'ours';
  }

  /** Undefined for what isn't ours. */
  markOf(description: string): RouteMark | undefined {
    const mark = parseMark(description);
    const [kind, engine, docker] = mark?.words ?? [];
    if (mark?.installation !== this.installation || kind !== 'route' || engine === undefined || docker === undefined) return undefined;
    return { engine, docker };
  }

  /** The port is told as a number or as `any`, an address with its route domain or without. */
  #normalDestination(path: string, destination: string): string {
    const parsed = parseMemberPath(destination);
    if (parsed === undefined || !/^[0-9a-fA-F.:]+(?:%\d+)?$/.test(locate(parsed.node).name)) return destination;
    const address = toBigipAddress(fromBigipAddress(locate(parsed.node).name, this.routeDomain), this.routeDomain);
    const folder = path.slice(0, path.length - locate(path).name.length - 1);
    return destinationPath(`${folder}/${address}`, parsed.port);
  }
}

function keep<T extends RouteObject | ForwardingObject>(
  map: Map<string, Known<T>>,
  { object, owner }: Known<T>,
  onDrift: TakeOptions<AdvisedObject>['onDrift'],
): void {
  const before = map.get(object.path);
  if (before?.owner === 'ours' && !isDeepStrictEqual(before.object, object)) onDrift(before.object, changed);
  map.set(object.path, { object, owner });
}
