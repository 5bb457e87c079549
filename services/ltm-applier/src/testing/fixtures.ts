/** A virtual BIG-IP and a driver for each test. */
import { testedVersion, withBigip } from '@berth/reconcile/testing';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { openDriver } from './driver.ts';

export const test = withBigip(() => VirtualBigIp.start({ version: testedVersion }), openDriver);
