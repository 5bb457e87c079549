/** `auth/user`: accounts, and their roles on partitions. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { asList, asObject, asText, link, notFound, oneOf, text, told } from '../configuration/properties.ts';
import { invalidValue, mcpd, tmsh } from '../configuration/refusal.ts';
import type { Device, Entity, Json, Property, Resource, Value } from '../configuration/resource.ts';

/** `all-partitions`, or a partition's name. */
export type PartitionAccess = { readonly name: string; readonly role: string };

const EVERYWHERE = 'all-partitions';
/** Only on all partitions at once. */
const UNDIVIDED = ['admin', 'resource-admin', 'auditor', 'web-application-security-administrator'];
const ROLES = [
  ...UNDIVIDED,
  'acceleration-policy-editor',
  'application-editor',
  'certificate-manager',
  'guest',
  'irule-manager',
  'manager',
  'no-access',
  'operator',
  'user-manager',
  'web-application-security-editor',
];

export const user: Resource = {
  path: 'auth/user',
  noun: 'user',
  className: 'userdb_entry',
  writers: 'user-administrators',
  naming: 'flat',
  properties: {
    description: text(),
    encryptedPassword: told(),
    partitionAccess: partitionAccess(),
    password: { parse: (value, { name }) => encrypted(asText(value, name)), render: (value) => ({ encryptedPassword: String(value) }) },
    shell: oneOf(['none', 'tmsh', 'bash'], 'none'),
  },
  builtIn: [['admin', { description: 'Admin User', partitionAccess: [{ name: EVERYWHERE, role: 'admin' }], shell: 'bash' }]],
  prepare: ({ before, name, properties }) => {
    const access = accessIn(properties['partitionAccess']);
    const undivided = access.find(({ name: partition, role }) => UNDIVIDED.includes(role) && partition !== EVERYWHERE);
    if (undivided !== undefined)
      throw mcpd('01070821', `User Restriction Error: The role ${undivided.role} may not be limited to a partition (${undivided.name}).`);
    if (access.length > 1 && access.some(({ name: partition }) => partition === EVERYWHERE))
      throw mcpd('01070821', `User Restriction Error: The user ${name} may not have roles on all partitions and on single ones.`);
    if (properties['shell'] === 'bash' && !access.some(({ role }) => role === 'admin' || role === 'resource-admin'))
      throw mcpd('01070825', `Access denied - Administrators only: Custom shells are only available to administrators, not ${name}.`);
    // Nobody can send a password back.
    return {
      description: name,
      ...(before?.properties['password'] === undefined ? {} : { password: before.properties['password'] }),
      ...properties,
    };
  },
};

/** The roles of an account. */
export function accessOf(account: Entity): readonly PartitionAccess[] {
  return accessIn(account.properties['partitionAccess']);
}

export function hasPassword({ properties }: Entity, password: string): boolean {
  const kept = properties['password'];
  if (typeof kept !== 'string') return false;
  const [given, expected] = [Buffer.from(encrypted(password)), Buffer.from(kept)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Makes the account that the unit starts with, or gives it its password. */
export function putAdministrator({ store, administrator }: Device): void {
  const password = encrypted(administrator.password);
  const known = store.get(user.path, administrator.user) ?? store.get(user.path, 'admin');
  if (known === undefined) return;
  const place = { key: administrator.user, name: administrator.user, fullPath: administrator.user };
  store.put({ ...known, ...place, properties: { ...known.properties, password } });
}

function partitionAccess(): Property {
  return {
    initial: [{ name: EVERYWHERE, role: 'no-access' }],
    parse: (value, { name }) => {
      const list = asList(value, name).map((entry) => readAccess(entry, name));
      return list.length === 0 ? undefined : list;
    },
    refersTo: {
      namespace: 'auth/partition',
      paths: (value) => accessIn(value).flatMap(({ name }) => (name === EVERYWHERE ? [] : [name])),
      missing: notFound('partition'),
    },
    render: (value, view) => ({
      partitionAccess: accessIn(value).map((access) => ({ ...access, nameReference: link('auth/partition', access.name, view) })),
    }),
  };
}

function readAccess(entry: Json, property: string): PartitionAccess {
  const { name, role, nameReference: _, ...rest } = asObject(entry, property);
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
  if (typeof name !== 'string' || name === '') throw tmsh('one or more configuration identifiers must be provided');
  if (typeof role !== 'string' || !ROLES.includes(role)) throw invalidValue('role', role);
  return { name, role };
}

function accessIn(value: Value | undefined): readonly PartitionAccess[] {
  return Array.isArray(value) ? (value as readonly PartitionAccess[]) : []; // as parsed above
}

/** In the form of a shadow file. The salt is always the same, so that equal configurations look equal. */
function encrypted(password: string): string {
  const salt = 'virtualbigip';
  return `$6$${salt}$${createHash('sha512').update(`${salt}$${password}`).digest('base64').replaceAll('=', '')}`;
}
