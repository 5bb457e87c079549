/** A virtual BIG-IP in the networks of two engines, and a driver, for each test. */
import { Frame } from '@berth/reconcile';
import { byHand, type DrivenBigip, Driver, testedVersion, withBigip } from '@berth/reconcile/testing';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { RouteKinds, type RouteTarget } from '../route-kinds.ts';
import { installation } from './documents.ts';

/** Drives the routes against a BIG-IP. */
export async function openDriver(bigip: DrivenBigip, options: Partial<RouteTarget> = {}): Promise<Driver> {
  const usual = { installation, partition: 'berth', mode: 'apply', routes: 'shared', synchronised: 'kept' } as const;
  return await Driver.open(bigip, new Frame(new RouteKinds({ ...usual, ...options })));
}

export const test = withBigip(startBetweenEngines, (bigip) => openDriver(bigip));

async function startBetweenEngines(): Promise<VirtualBigIp> {
  const bigip = await VirtualBigIp.start({ version: testedVersion });
  for (const engine of [1, 2]) {
    await byHand(bigip, 'POST', '/net/vlan', { name: `docker${engine}`, interfaces: [{ name: `1.${engine}`, untagged: true }] });
    for (const address of [`10.31.${engine}.1/24`, `fd00:31:${engine}::1/64`])
      await byHand(bigip, 'POST', '/net/self', { name: `self-${address.split('/')[0]}`, address, vlan: `docker${engine}` });
  }
  return bigip;
}
