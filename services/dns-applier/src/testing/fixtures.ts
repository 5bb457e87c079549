/** A virtual BIG-IP and a driver for each test. */
import type { EngineName } from '@berth/messages';
import { Frame } from '@berth/reconcile';
import { type DrivenBigip, Driver, testedVersion, withBigip } from '@berth/reconcile/testing';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { DnsKinds } from '../dns-kinds.ts';
import { installation } from './documents.ts';

/** Drives the DNS kinds against a BIG-IP. */
export async function openDriver(bigip: DrivenBigip): Promise<Driver> {
  const engines = ['docker1', 'docker2'] as EngineName[];
  return await Driver.open(bigip, new Frame(new DnsKinds({ installation, partition: 'berth', engines })));
}

export const test = withBigip(() => VirtualBigIp.start({ version: testedVersion }), openDriver);
