/** Objects as they are written to disk, and back. */

import { z } from 'zod';
import { referencesOf } from '../configuration/commands.ts';
import { Records } from '../configuration/records.ts';
import type { Entity, Json, Value, Values } from '../configuration/resource.ts';
import type { Store } from '../configuration/store.ts';

const JsonValue: z.ZodType<Json> = z.json();

export const StoredObject = z.strictObject({
  resource: z.string(),
  key: z.string(),
  parent: z.string().optional(),
  name: z.string(),
  partition: z.string().optional(),
  subPath: z.string().optional(),
  fullPath: z.string(),
  properties: z.record(z.string(), JsonValue),
});
export type StoredObject = z.infer<typeof StoredObject>;

export function store({ resource, key, parent, name, partition, subPath, fullPath, properties }: Entity): StoredObject {
  const plain = Object.fromEntries(
    Object.entries(properties).map(([property, value]) => [property, value instanceof Records ? value.toJSON() : value]),
  );
  return {
    resource: resource.path,
    key,
    ...(parent === undefined ? {} : { parent }),
    name,
    ...(partition === undefined ? {} : { partition }),
    ...(subPath === undefined ? {} : { subPath }),
    fullPath,
    properties: plain,
  };
}

/** The object again; undefined if this version has no such resource. */
export function restore(configuration: Store, stored: StoredObject): Entity | undefined {
  const resource = configuration.resource(stored.resource);
  if (resource === undefined) return undefined;
  const { key, parent, name, partition, subPath, fullPath } = stored;
  const properties = withRecords(stored.properties);
  const references = referencesOf(resource, { fullPath, partition, properties });
  return { resource, key, parent, name, partition, subPath, fullPath, generation: configuration.nextGeneration(), properties, references };
}

function withRecords(properties: Readonly<Record<string, Json>>): Values {
  const { records, type } = properties;
  if (!Array.isArray(records)) return properties;
  const kind = type === 'ip' || type === 'integer' ? type : 'string';
  const entries = records as readonly { readonly name: string; readonly data: string }[]; // as `store` wrote them
  const made: Value = Records.of(kind, entries);
  return { ...properties, records: made };
}
