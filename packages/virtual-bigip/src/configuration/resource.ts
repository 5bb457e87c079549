/** What a kind of object on a BIG-IP is made of: its names, properties, references, hooks and the words of its refusals. */

import type { Membership } from '../group/membership.ts';
import type { DataPlane } from '../traffic.ts';
import type { Files } from './files.ts';
import type { FolderPath } from './names.ts';
import type { Records } from './records.ts';
import type { Refusal } from './refusal.ts';
import type { Store } from './store.ts';
import type { Switches } from './switches.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [name: string]: Json };

/** What a property holds. */
export type Value = Json | Records;
export type Values = Readonly<Record<string, Value>>;

/** One object of the configuration. It is replaced whole, never changed. */
export type Entity = {
  readonly resource: Resource;
  /** Unique in its resource: the full path; in a subcollection the parent's key, a blank, the full path. */
  readonly key: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly partition: string | undefined;
  readonly subPath: string | undefined;
  readonly fullPath: string;
  readonly generation: number;
  /** Only what was set; the rest has its initial value. */
  readonly properties: Values;
  readonly references: readonly Reference[];
};

/** Something that must exist, and can't be deleted, as long as an object names it. */
export type Reference = { readonly namespace: string; readonly path: string };

/** The unit as its resources see it. */
export type Device = {
  readonly version: string;
  readonly store: Store;
  readonly switches: Switches;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly traffic: () => DataPlane;
  /** What was uploaded, by its path on the unit. */
  readonly files: Files;
  /** The account that is there from the start. */
  readonly administrator: { readonly user: string; readonly password: string };
  /** Its name, and the units that it forms a device group with. */
  readonly membership: Membership;
};

export type View = { readonly device: Device /** The `ver` of links. */; readonly version: string };

/** Where a value is given. */
type Given = {
  /** The property's name in the body. */
  readonly name: string;
  readonly partition: string | undefined;
  readonly device: Device;
};

export type Property = {
  /** The value as it is kept; undefined clears it. Refuses what a BIG-IP would. */
  readonly parse: (value: Json, given: Given) => Value | undefined;
  /** The other name of a flag pair (`enabled`, `disabled`). */
  readonly counterpart?: string;
  /** Properties that can't be given together with it. */
  readonly excludes?: readonly string[];
  /** What an object has that was never told otherwise; absent: the property is left out. */
  readonly initial?: Json;
  /** The JSON it becomes; itself under its own name if absent. */
  readonly render?: (value: Value, view: View) => JsonObject;
  readonly refersTo?: ReferenceRule;
  /** `fixed`: may be said again, not changed. `read-only`: ignored in a body. */
  readonly life?: 'changeable' | 'fixed' | 'read-only';
  readonly required?: boolean;
  /** First version that has it. */
  readonly since?: string;
};

export type ReferenceRule = {
  readonly namespace: string;
  readonly paths: (value: Value) => readonly string[];
  readonly missing: (path: string, from: Draft) => Refusal;
  /** Refused when `path` lies in another partition that isn't Common; absent where there can be none. */
  readonly foreign?: (path: string, from: Draft) => Refusal;
};

/** An object about to be created or changed. */
export type Draft = {
  readonly resource: Resource;
  readonly key: string;
  readonly parent: Entity | undefined;
  readonly name: string;
  readonly partition: string | undefined;
  readonly subPath: string | undefined;
  readonly fullPath: string;
  readonly properties: Values;
  /** What it was, if it is being changed. */
  readonly before: Entity | undefined;
};

/** Key (the full path; in a subcollection after the parent's), properties, and the first version that no longer has it. */
export type BuiltIn = readonly [fullPath: string, properties: Values, until?: string];

type Unique = { readonly index: string; readonly refusal: (other: Entity) => Refusal };

export type Statistics = Readonly<Record<string, number | string>>;

export type Resource = {
  /** `ltm/pool`, `ltm/pool/members`. */
  readonly path: string;
  /** Names are unique in it and references point into it; the path if absent. */
  readonly namespace?: string;
  /** In `The requested Pool (/Common/p) was not found.` */
  readonly noun: string;
  /** In `… is in use by a Virtual Server (/Common/v).` */
  readonly asUser?: string;
  /** What mcpd calls the class of such objects when it denies access to them: `pool_member`. */
  readonly className: string;
  /** Who may write to it; `managers`, of the partition that it is in, if absent. */
  readonly writers?: 'managers' | 'administrators' | 'user-administrators';
  /** `folder`: partition, sub-folders and name. `flat`: only a name. `single`: there is one, without a name. */
  readonly naming: 'folder' | 'flat' | 'single';
  readonly properties: Readonly<Record<string, Property>>;
  readonly subcollections?: Readonly<Record<string, Resource>>;
  /** There from the start, and not to be deleted. */
  readonly builtIn?: readonly BuiltIn[] | ((device: Device) => readonly BuiltIn[]);
  /** Values that were not set come from the object that this property names. */
  readonly inheritsThrough?: string;
  /** What REST does not offer. */
  readonly without?: readonly ('create' | 'delete')[];
  /** The canonical form of a name in a body or a path. */
  readonly canonicalName?: (name: string, device: Device, partition: string | undefined) => string;
  /** The parts of a full path that doesn't end with a plain name. */
  readonly split?: (fullPath: string) => FolderPath | undefined;
  /** Names may have `*` and `?` in them, escaped as tmsh wants it. */
  readonly wildcards?: 'escaped';
  /** What is said when there is no such object, where it isn't what all others say. */
  readonly missing?: (fullPath: string) => Refusal;
  /** The identifier inside messages. */
  readonly describe?: (fullPath: string, parent: string | undefined) => string;
  readonly duplicate?: (draft: Draft) => Refusal;
  readonly folderMissing?: (folder: string, fullPath: string, parent: Entity | undefined) => Refusal;
  /** Whether the folder is made with the first object in it. */
  readonly makesFolder?: (folder: string) => boolean;
  /** Completes and checks what properties alone can't; may make what the object needs. */
  readonly prepare?: (draft: Draft, device: Device) => Values;
  /** References beyond those of the properties. */
  readonly references?: (entity: Pick<Entity, 'fullPath' | 'partition' | 'properties'>) => readonly Reference[];
  readonly unique?: (entity: Entity) => readonly Unique[];
  /** After it was put. */
  readonly changed?: (entity: Entity, before: Entity | undefined, device: Device) => void;
  /** After it and its inline lists were put, and after its subcollections changed: what they must be together. */
  readonly complete?: (entity: Entity, device: Device) => void;
  /** Refuses it when it came by a synchronisation, where it depends on what each unit has of its own. */
  readonly received?: (entity: Entity, device: Device) => void;
  /** Refuses the removal, if need be. */
  readonly removable?: (entity: Entity, device: Device) => void;
  readonly removed?: (entity: Entity, device: Device) => void;
  readonly inUse?: (entity: Entity, user: Entity) => Refusal;
  /** A user given up in the same change still counts. */
  readonly heldUntilCommit?: boolean;
  /** What is known of it besides its configuration, over the rendered properties. */
  readonly live?: (entity: Entity, view: View) => JsonObject;
  readonly statistics?: (entity: Entity, device: Device) => Statistics;
  /** Statistics that it has several of, by what tells them apart behind its name. */
  readonly statisticsBy?: (entity: Entity, device: Device) => ReadonlyMap<string, Statistics>;
  /** `?options=`: raw tmsh arguments of a PATCH. */
  readonly options?: (entity: Entity, options: string, device: Device) => Values;
  /** What a PATCH may say in its body for such an argument: `{ "createDraft": true }`. */
  readonly flags?: Readonly<Record<string, string>>;
};

/** The name that references use for the kind of object. */
export function namespaceOf(resource: Resource): string {
  return resource.namespace ?? resource.path;
}

/** What there is of a kind from the start. */
export function builtInOf({ builtIn = [] }: Resource, device: Device): readonly BuiltIn[] {
  return typeof builtIn === 'function' ? builtIn(device) : builtIn;
}

/** A resource and all that is in its subcollections. */
export function withSubcollections(resource: Resource): Resource[] {
  return [resource, ...Object.values(resource.subcollections ?? {}).flatMap(withSubcollections)];
}
