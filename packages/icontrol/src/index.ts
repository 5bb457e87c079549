/** iControl REST: sessions, requests as plain values, typed resources, transactions, errors by kind. */
export { type ErrorKind, IControlError } from './errors.ts';
export { type List, readAll } from './list.ts';
export * from './paths.ts';
export { nameOf, type Read, type Request, target, type Until, within } from './request.ts';
export * from './resources/data-group.ts';
export * from './resources/dns-profile.ts';
export {
  createMember,
  deleteMember,
  getMember,
  listMembers,
  type Member,
  type MemberSettings,
  modifyMember,
  type NewMember,
} from './resources/member.ts';
export { normalMonitor } from './resources/monitor.ts';
export * from './resources/node.ts';
export * from './resources/partition.ts';
export { createPool, deletePool, getPool, listPools, modifyPool, type Pool, type PoolSettings } from './resources/pool.ts';
export * from './resources/rule.ts';
export * from './resources/system.ts';
export * from './resources/virtual.ts';
export { openSession, type Session, type SessionOptions } from './session.ts';
export { type TransactionOptions, transact } from './transaction.ts';
export type { Trust } from './trust.ts';
