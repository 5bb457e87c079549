/** Who may read and write what: roles, as mcpd enforces them. */

import { homeOf } from '../configuration/commands.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Device, Entity, JsonObject, Resource } from '../configuration/resource.ts';
import { isBefore } from '../configuration/version.ts';
import { accessOf, type PartitionAccess } from '../resources/user.ts';

const EVERYWHERE = 'all-partitions';
const ADMINISTRATORS = ['admin', 'resource-admin'];
/** All that an operator may change. */
const SWITCHABLE = new Set(['session', 'state', 'enabled', 'disabled']);

type Write = {
  readonly verb: 'create' | 'modify' | 'delete';
  readonly resource: Resource;
  /** What is changed or deleted. */
  readonly key?: string;
  readonly partition: string | undefined;
  readonly body: JsonObject;
};

/** What one user may do. */
export class Access {
  readonly user: string;
  readonly #roles: readonly PartitionAccess[];

  constructor(device: Device, user: string) {
    this.user = user;
    const account = device.store.get('auth/user', user);
    this.#roles = account === undefined ? [] : accessOf(account);
  }

  get isAdministrator(): boolean {
    return this.#roles.some(({ role }) => role === 'admin');
  }

  /** Whether he may use REST at all. */
  get isNobody(): boolean {
    return this.#roles.every(({ role }) => role === 'no-access');
  }

  /** The paths that restjavad keeps from him; undefined if none. */
  restrictedTo(version: string): RegExp | undefined {
    if (this.isAdministrator) return undefined;
    return isBefore(version, '13.1') ? /^\/mgmt\// : /^\/mgmt\/(?:tm\/util|shared\/file-transfer)\//;
  }

  /** Whether an object is there for him; undefined if everything is. */
  get sees(): ((entity: Entity) => boolean) | undefined {
    if (this.#roles.some(({ name, role }) => name === EVERYWHERE && ADMINISTRATORS.includes(role))) return undefined;
    return (entity) => {
      if (entity.resource.writers === 'user-administrators') return entity.name === this.user;
      const partition = homeOf(entity);
      return partition === undefined || partition === 'Common' || this.#roleIn(partition) !== 'no-access';
    };
  }

  /** Refuses a command that changes things, with the name of what it would change. */
  mayCommand(by: 'administrators' | 'writers', what: string): void {
    const may = by === 'administrators' ? ADMINISTRATORS : [...ADMINISTRATORS, 'manager'];
    if (!this.#roles.some(({ role }) => may.includes(role))) throw this.#denied('modify', what);
  }

  mayWrite(write: Write): void {
    const { verb, resource, partition, body } = write;
    const role = this.#roleIn(partition);
    if (!this.#may(role, write)) throw this.#denied(verb, resource.className);
    const metadata = body['metadata'];
    if (!ADMINISTRATORS.includes(role) && Array.isArray(metadata) && metadata.length > 0)
      throw this.#denied('create', `${resource.className}_metadata`);
  }

  #may(role: string, { verb, resource, key, body }: Write): boolean {
    switch (resource.writers ?? 'managers') {
      case 'user-administrators':
        return role === 'admin' || (verb === 'modify' && key === this.user && Object.keys(body).every((name) => name === 'password'));
      case 'administrators':
        return ADMINISTRATORS.includes(role);
      default:
        if (role === 'operator') return verb === 'modify' && Object.keys(body).every((name) => SWITCHABLE.has(name));
        return ADMINISTRATORS.includes(role) || role === 'manager';
    }
  }

  #roleIn(partition: string | undefined): string {
    const everywhere = this.#roles.find(({ name }) => name === EVERYWHERE)?.role;
    return this.#roles.find(({ name }) => name === partition)?.role ?? everywhere ?? 'no-access';
  }

  #denied(verb: Write['verb'], what: string): Error {
    return mcpd('01070822', `Access Denied: user (${this.user}) does not have ${verb} access to object (${what})`);
  }
}
