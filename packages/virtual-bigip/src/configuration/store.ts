/** The configuration: all objects, who refers to whom, and changes that happen wholly or not at all. */

import type { Entity, Reference, Resource } from './resource.ts';
import { namespaceOf } from './resource.ts';
import { SortedMap } from './sorted-map.ts';

/** One object created (`before` absent), replaced or removed (`after` absent). */
export type Change = { readonly before: Entity | undefined; readonly after: Entity | undefined };

type State = {
  readonly tables: ReadonlyMap<string, SortedMap<Entity>>;
  /** `<namespace> <path>\n<resource> <key>` → the user. */
  readonly users: SortedMap<Entity>;
  readonly unique: SortedMap<Entity>;
};

export class Store {
  readonly #resources = new Map<string, Resource>();
  readonly #namespaces = new Map<string, Resource[]>();
  readonly #listeners = new Set<(changes: readonly Change[]) => void>();
  #state: State = { tables: new Map(), users: SortedMap.of([]), unique: SortedMap.of([]) };
  #open: { readonly base: State; readonly changes: Change[] } | undefined;
  #generation = 0;

  constructor(resources: Iterable<Resource>) {
    for (const resource of resources) {
      this.#resources.set(resource.path, resource);
      const namespace = namespaceOf(resource);
      this.#namespaces.set(namespace, [...(this.#namespaces.get(namespace) ?? []), resource]);
    }
  }

  /** Every kind of object, subcollections too. */
  resources(): Iterable<Resource> {
    return this.#resources.values();
  }

  resource(path: string): Resource | undefined {
    return this.#resources.get(path);
  }

  get(path: string, key: string): Entity | undefined {
    return this.#state.tables.get(path)?.get(key);
  }

  /** The object of that name, whichever kind in the namespace it is. */
  find(namespace: string, path: string): Entity | undefined {
    for (const resource of this.#namespaces.get(namespace) ?? []) {
      const found = this.get(resource.path, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** All objects of a kind, in the order of their keys. */
  table(path: string): SortedMap<Entity> {
    return this.#state.tables.get(path) ?? SortedMap.of<Entity>([]);
  }

  *children(path: string, parent: string): Generator<Entity> {
    for (const [, entity] of this.table(path).startingWith(`${parent} `)) yield entity;
  }

  /** The objects that name this one. */
  users(target: Reference): Generator<Entity> {
    return usersIn(this.#state, target);
  }

  /** The objects that named this one when the open change began. */
  usersAtStart(target: Reference): Generator<Entity> {
    return usersIn(this.#open?.base ?? this.#state, target);
  }

  /** The object as it was when the open change began. */
  atStart(path: string, key: string): Entity | undefined {
    return (this.#open?.base ?? this.#state).tables.get(path)?.get(key);
  }

  /** The object that holds a unique value. */
  holder(index: string): Entity | undefined {
    return this.#state.unique.get(index);
  }

  /** The objects that hold unique values which begin so. */
  *holders(prefix: string): Generator<Entity> {
    for (const [, entity] of this.#state.unique.startingWith(prefix)) yield entity;
  }

  /** Anything in the folder or below, the folder itself left out. */
  firstIn(folder: string): Entity | undefined {
    for (const table of this.#state.tables.values()) {
      for (const [, entity] of table.startingWith(`${folder}/`)) return entity;
    }
    return undefined;
  }

  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  put(entity: Entity): void {
    const before = this.get(entity.resource.path, entity.key);
    let { users, unique } = this.#state;
    for (const reference of before?.references ?? []) users = users.without(userKey(reference, entity));
    for (const reference of entity.references) users = users.with(userKey(reference, entity), entity);
    if (entity.resource.unique !== undefined) {
      for (const { index } of before === undefined ? [] : entity.resource.unique(before)) unique = unique.without(index);
      for (const { index } of entity.resource.unique(entity)) unique = unique.with(index, entity);
    }
    this.#replace(entity.resource, this.table(entity.resource.path).with(entity.key, entity), users, unique);
    this.#open?.changes.push({ before, after: entity });
  }

  remove(entity: Entity): void {
    let { users, unique } = this.#state;
    for (const reference of entity.references) users = users.without(userKey(reference, entity));
    for (const { index } of entity.resource.unique?.(entity) ?? []) unique = unique.without(index);
    this.#replace(entity.resource, this.table(entity.resource.path).without(entity.key), users, unique);
    this.#open?.changes.push({ before: entity, after: undefined });
  }

  /** Runs `work` as one change: if it throws, nothing happened. Listeners hear of it before this returns. */
  change<T>(work: () => T): T {
    if (this.#open !== undefined) return work();
    const open = { base: this.#state, changes: [] as Change[] };
    this.#open = open;
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#state = open.base;
      throw error;
    } finally {
      this.#open = undefined;
    }
    for (const listener of this.#listeners) listener(open.changes);
    return result;
  }

  /** Runs `work` as a change and takes it back. */
  rehearse(work: () => void): void {
    const before = this.#state;
    this.#open = { base: before, changes: [] };
    try {
      work();
    } finally {
      this.#state = before;
      this.#open = undefined;
    }
  }

  /** Calls `listener` with every change that took effect; the returned function ends it. */
  onChange(listener: (changes: readonly Change[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #replace(resource: Resource, table: SortedMap<Entity>, users: SortedMap<Entity>, unique: SortedMap<Entity>): void {
    this.#state = { tables: new Map(this.#state.tables).set(resource.path, table), users, unique };
  }
}

function userKey(target: Reference, user: Entity): string {
  return `${target.namespace} ${target.path}\n${user.resource.path} ${user.key}`;
}

function* usersIn(state: State, target: Reference): Generator<Entity> {
  for (const [, user] of state.users.startingWith(`${target.namespace} ${target.path}\n`)) yield user;
}
