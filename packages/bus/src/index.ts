/** NATS as Berth uses it: buckets, documents, watches, leases. */
export * from './store.ts';
