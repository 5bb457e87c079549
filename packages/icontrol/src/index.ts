/** iControl REST: sessions, requests as plain values, typed resources, transactions, errors by kind. */
export { IControlError } from './errors.ts';
export { readAll } from './list.ts';
export * from './paths.ts';
export { nameOf, type Read, type Request, target, type Until, within } from './request.ts';
export * from './resources/data-group.ts';
export * from './resources/dns-profile.ts';
export { createMember, deleteMember, type Member, type MemberSettings, modifyMember } from './resources/member.ts';
export { normalMonitor } from './resources/monitor.ts';
export * from './resources/node.ts';
export * from './resources/partition.ts';
export { createPool, deletePool, getPool, listPools, modifyPool, type Pool, type PoolSettings } from './resources/pool.ts';
export * from './resources/rule.ts';
export * from './resources/system.ts';
export * from './resources/virtual.ts';
export { openSession, type Session } from './session.ts';
export { transact } from './transaction.ts';
export type { Trust } from './trust.ts';
