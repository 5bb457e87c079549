/** NATS as Berth uses it: buckets, documents, watches, leases. */
export { type LinesOptions, type LinesStore, openLines } from './lines-store.ts';
export { type NatsStoreOptions, openNatsStore } from './nats-store.ts';
export { Pace, type PaceOptions } from './pace.ts';
export { type NatsUser, type Permissions, permissionsOf, userName } from './permissions.ts';
export * from './store.ts';
export { underLease } from './under-lease.ts';
