/** A BIG-IP to develop and test against. */

export type { Certificate } from './certificate.ts';
export type { Switches } from './configuration/switches.ts';
export type { FaultInput } from './faults.ts';
export type { VirtualBigIpOptions } from './options.ts';
export type { LoggedRequest } from './request-log.ts';
export { isWrite } from './request-log.ts';
export type { Snapshot } from './snapshot.ts';
export { VirtualBigIp } from './start.ts';
export { VirtualDeviceGroup, type VirtualDeviceGroupOptions } from './start-group.ts';
