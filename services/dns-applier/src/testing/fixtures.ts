/** A virtual BIG-IP and a driver for each test. */
import type { EngineName } from '@berth/messages';
import { type DrivenBigip, Driver, testedVersion, withBigip } from '@berth/reconcile/testing';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { DnsResources } from '../dns-resources.ts';
import { installation } from './documents.ts';

/** Drives the DNS resources against a BIG-IP. */
export async function openDriver(bigip: DrivenBigip): Promise<Driver> {
  return await Driver.open(bigip, new DnsResources({ installation, partition: 'berth', engines: ['docker1', 'docker2'] as EngineName[] }));
}

export const test = withBigip(() => VirtualBigIp.start({ version: testedVersion }), openDriver);
