/** What can be taken out of the declarations of resources, one thing at a time. */

import type { Property, Resource } from '../configuration/resource.ts';
import { Store } from '../configuration/store.ts';
import { NOTHING } from './throw-sites.ts';

export type Mutant = {
  /** `ltm/pool allowNat: default`. */
  readonly name: string;
  /** The resource's path; undefined if it is of none. */
  readonly path: string | undefined;
  readonly property: string | undefined;
  /** Takes it out; the result puts it back. */
  readonly apply: () => () => void;
};

type Reference = NonNullable<Property['refersTo']>;
type Changed = Partial<Record<keyof Property, unknown>>;

/** What resources do besides keeping properties. */
const HOOKS = [
  'canonicalName',
  'changed',
  'complete',
  'describe',
  'duplicate',
  'folderMissing',
  'heldUntilCommit',
  'inheritsThrough',
  'inUse',
  'live',
  'makesFolder',
  'options',
  'prepare',
  'references',
  'removable',
  'removed',
  'statistics',
  'unique',
  'without',
  'writers',
] as const satisfies readonly (keyof Resource)[];

/** Every mutant of these resources. */
export function declaredMutants(resources: readonly Resource[]): Mutant[] {
  const deletable = new Set(
    resources.filter(({ without }) => without?.includes('delete') !== true).map((one) => one.namespace ?? one.path),
  );
  return resources.flatMap((resource) => [
    ...Object.entries(resource.properties).flatMap(([name, property]) =>
      partsOf(property, deletable).map(({ part, change, held }): Mutant => {
        const apply = held === undefined ? () => replaced(resource, name, change) : () => unheld(resource, name, held);
        return { name: mutantName(resource, name, part), path: resource.path, property: name, apply };
      }),
    ),
    ...HOOKS.filter((hook) => resource[hook] !== undefined).map(
      (hook): Mutant => ({
        name: hookName(resource, hook),
        path: resource.path,
        property: undefined,
        apply: () => without(resource, hook),
      }),
    ),
  ]);
}

/** Has `record` called with the name of each mutant that would be noticed by what runs, if at all, until the result is called. */
export function watched(resources: readonly Resource[], record: (name: string) => void): () => void {
  const putBack = resources.flatMap((resource) => [
    watchProperties(resource, record),
    ...HOOKS.map((hook) => watchHook(resource, hook, record)),
  ]);
  return () => {
    for (const undo of putBack.toReversed()) undo();
  };
}

type Part = { readonly part: string; readonly change: Changed; readonly held?: Reference };

/** What can be taken out of a property. What is only told is checked by nothing; what can't be deleted is held by nothing. */
function partsOf(property: Property, deletable: ReadonlySet<string>): Part[] {
  const { refersTo } = property;
  const flags = (['initial', 'life', 'required', 'since', 'counterpart', 'excludes', 'render'] as const).filter(
    (part) => property[part] !== undefined,
  );
  return [
    ...flags.map((part): Part => ({ part, change: { [part]: undefined } })),
    ...(property.life === 'read-only' ? [] : [{ part: 'parse', change: { parse: (value: unknown) => value } }]),
    ...(refersTo === undefined ? [] : [{ part: 'missing', change: { refersTo: { ...refersTo, missing: () => NOTHING } } }]),
    ...(refersTo?.foreign === undefined ? [] : [{ part: 'foreign', change: { refersTo: { ...refersTo, foreign: () => NOTHING } } }]),
    ...(refersTo === undefined || !deletable.has(refersTo.namespace) ? [] : [{ part: 'held', change: {}, held: refersTo }]),
  ];
}

/** The declarations are plain objects; only types say that they don't change. */
function replaced(resource: Resource, name: string, change: Changed): () => void {
  const writable = resource as { properties: Resource['properties'] };
  const before = resource.properties;
  const entries = Object.entries(before).map(([key, property]) => [key, key === name ? { ...property, ...change } : property]);
  writable.properties = Object.fromEntries(entries) as Resource['properties'];
  return () => {
    writable.properties = before;
  };
}

/** Objects no longer count as users of what this property names. */
function unheld(resource: Resource, name: string, reference: Reference): () => void {
  const { users, usersAtStart } = Store.prototype;
  const without = (list: Store['users']): Store['users'] =>
    function* (this: Store, target) {
      for (const user of list.call(this, target)) if (!holds(user, resource, name, reference, target)) yield user;
    };
  Object.assign(Store.prototype, { users: without(users), usersAtStart: without(usersAtStart) });
  return () => void Object.assign(Store.prototype, { users, usersAtStart });
}

type Target = Parameters<Store['users']>[0];

function holds(
  user: ReturnType<Store['users']> extends Iterable<infer T> ? T : never,
  resource: Resource,
  name: string,
  { namespace, paths }: Reference,
  target: Target,
): boolean {
  const value = user.properties[name];
  return user.resource === resource && target.namespace === namespace && value !== undefined && paths(value).includes(target.path);
}

function without(resource: Resource, hook: (typeof HOOKS)[number]): () => void {
  const before = resource[hook];
  Reflect.set(resource, hook, undefined);
  return () => void Reflect.set(resource, hook, before);
}

function watchProperties(resource: Resource, record: (name: string) => void): () => void {
  const writable = resource as { properties: Resource['properties'] };
  const before = resource.properties;
  const { users } = Store.prototype;
  const watching = Object.entries(before).map(([name, property]) => {
    const seen = (part: string) => record(mutantName(resource, name, part));
    const watchedProperty: Property = { ...property, ...watchedReference(property.refersTo, seen) };
    for (const part of ['initial', 'life', 'required', 'since', 'counterpart', 'excludes', 'render', 'parse'] as const) {
      if (property[part] === undefined) continue;
      Object.defineProperty(watchedProperty, part, {
        enumerable: true,
        get: () => {
          seen(part);
          return property[part];
        },
      });
    }
    return [name, watchedProperty] as const;
  });
  writable.properties = Object.fromEntries(watching);
  const referring = Object.entries(before).filter(([, { refersTo }]) => refersTo !== undefined);
  if (referring.length > 0)
    Store.prototype.users = function* (target) {
      for (const user of users.call(this, target)) {
        for (const [name, { refersTo }] of referring) {
          if (refersTo !== undefined && holds(user, resource, name, refersTo, target)) record(mutantName(resource, name, 'held'));
        }
        yield user;
      }
    };
  return () => {
    writable.properties = before;
    Store.prototype.users = users;
  };
}

function watchedReference(reference: Reference | undefined, seen: (part: string) => void): { readonly refersTo?: Reference } {
  if (reference === undefined) return {};
  const { missing, foreign } = reference;
  const refersTo: Reference = {
    ...reference,
    missing: (...args) => {
      seen('missing');
      return missing(...args);
    },
    ...(foreign === undefined
      ? {}
      : {
          foreign: (...args) => {
            seen('foreign');
            return foreign(...args);
          },
        }),
  };
  return { refersTo };
}

function watchHook(resource: Resource, hook: (typeof HOOKS)[number], record: (name: string) => void): () => void {
  const value = resource[hook];
  if (value === undefined) return () => {};
  Object.defineProperty(resource, hook, {
    configurable: true,
    enumerable: true,
    get: () => {
      record(hookName(resource, hook));
      return value;
    },
  });
  return () => void Object.defineProperty(resource, hook, { configurable: true, enumerable: true, writable: true, value });
}

function mutantName({ path }: Resource, property: string, part: string): string {
  return `${path} ${property}: ${part}`;
}

function hookName({ path }: Resource, hook: string): string {
  return `${path}: ${hook}`;
}
