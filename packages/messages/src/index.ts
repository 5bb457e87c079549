/** Every document that crosses the bus: schema, type, key or subject. */
export * from './audit.ts';
export * from './bigip.ts';
export * from './buckets.ts';
export * from './container-change.ts';
export * from './control.ts';
export * from './desired.ts';
export * from './desired-names.ts';
export * from './engine.ts';
export * from './epoch.ts';
export * from './heartbeat.ts';
export * from './lease-record.ts';
export * from './names.ts';
export * from './nearest.ts';
export * from './origin.ts';
export * from './problem.ts';
export * from './status.ts';
export * from './tokens.ts';
