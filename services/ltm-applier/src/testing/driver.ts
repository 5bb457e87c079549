/** Drives the LTM resources against a BIG-IP. */
import type { EngineName } from '@berth/messages';
import { type DrivenBigip, Driver } from '@berth/reconcile/testing';
import { LtmResources } from '../ltm-resources.ts';
import { installation } from './documents.ts';

export async function openDriver(bigip: DrivenBigip): Promise<Driver> {
  return await Driver.open(bigip, new LtmResources({ installation, partition: 'berth', engines: ['docker1', 'docker2'] as EngineName[] }));
}
