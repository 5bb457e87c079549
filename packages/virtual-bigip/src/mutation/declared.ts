/** What can be taken out of the declarations of resources, one thing at a time. */

import type { Property, Resource } from '../configuration/resource.ts';
import { Store } from '../configuration/store.ts';
import { NOTHING } from './throw-sites.ts';

export type Mutant = {
  /** `ltm/pool allowNat: default`. */
  readonly name: string;
  readonly resource: Resource;
  readonly property: string | undefined;
  /** Takes it out; the result puts it back. */
  readonly apply: () => () => void;
};

/** Refusals that a BIG-IP words in its own way, and what resources do besides keeping properties. */
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
  'since',
  'statistics',
  'unique',
  'without',
  'writers',
] as const satisfies readonly (keyof Resource | 'since')[];

export function declaredMutants(resources: readonly Resource[]): Mutant[] {
  return resources.flatMap((resource) => [
    ...Object.keys(resource.properties).flatMap((name) => propertyMutants(resource, name)),
    ...HOOKS.filter((hook) => (resource as Record<string, unknown>)[hook] !== undefined).map((hook) => hookMutant(resource, hook)),
  ]);
}

function propertyMutants(resource: Resource, name: string): Mutant[] {
  const property = resource.properties[name];
  if (property === undefined) return [];
  const { refersTo } = property;
  const mutant = (what: string, change: Partial<Record<keyof Property, unknown>>): Mutant => ({
    name: `${resource.path} ${name}: ${what}`,
    resource,
    property: name,
    apply: () => replaced(resource, name, change),
  });
  // What is ignored in a body is checked by nothing.
  const isTold = property.life === 'read-only';
  return [
    ...(property.initial === undefined ? [] : [mutant('default', { initial: undefined })]),
    ...(isTold ? [] : [mutant('validation', { parse: (value: unknown) => value })]),
    ...(property.render === undefined ? [] : [mutant('rendering', { render: undefined })]),
    ...(['life', 'required', 'since', 'counterpart', 'excludes'] as const)
      .filter((part) => property[part] !== undefined && property[part] !== false)
      .map((part) => mutant(part, { [part]: undefined })),
    ...(refersTo === undefined
      ? []
      : [
          mutant('missing target', { refersTo: { ...refersTo, missing: () => NOTHING } }),
          mutant('foreign target', { refersTo: { ...refersTo, foreign: () => NOTHING } }),
          { ...mutant('held target', {}), apply: () => unheld(resource, name, refersTo) },
        ]),
  ];
}

/** The declarations are plain objects; only types say that they don't change. */
function replaced(resource: Resource, name: string, change: object): () => void {
  const writable = resource as { properties: Resource['properties'] };
  const before = resource.properties;
  writable.properties = Object.fromEntries(
    Object.entries(before).map(([key, property]) => [key, key === name ? ({ ...property, ...change } as Property) : property]),
  );
  return () => {
    writable.properties = before;
  };
}

/** Objects no longer count as users of what this property names. */
function unheld(resource: Resource, name: string, { namespace, paths }: NonNullable<Property['refersTo']>): () => void {
  const { users, usersAtStart } = Store.prototype;
  const without = (list: Store['users']): Store['users'] =>
    function* (this: Store, target) {
      for (const user of list.call(this, target)) {
        const value = user.properties[name];
        const names =
          user.resource === resource && target.namespace === namespace && value !== undefined && paths(value).includes(target.path);
        if (!names) yield user;
      }
    };
  Object.assign(Store.prototype, { users: without(users), usersAtStart: without(usersAtStart) });
  return () => void Object.assign(Store.prototype, { users, usersAtStart });
}

function hookMutant(resource: Resource, hook: (typeof HOOKS)[number]): Mutant {
  return {
    name: `${resource.path}: ${hook}`,
    resource,
    property: undefined,
    apply: () => {
      const writable = resource as unknown as Record<string, unknown>;
      const before = writable[hook];
      writable[hook] = undefined;
      return () => {
        writable[hook] = before;
      };
    },
  };
}
