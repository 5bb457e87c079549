/** What an operator prepares on a BIG-IP that has wide IPs, or is named by them. */
import type { BigipProcess } from './bigip-process.ts';
import { quickMonitor } from './stack-configuration.ts';
import type { StackOptions } from './stack-options.ts';
import { waitUntil } from './wait-until.ts';

/** Returns when every unit has it: with a change that waits Berth would not synchronise its own. */
export async function prepareForWideIps(bigip: BigipProcess, units: StackOptions['units']): Promise<void> {
  // The module for DNS.
  await bigip.askEach('PATCH', 'sys/provision/gtm', { level: 'nominal' });
  await bigip.ask('POST', 'ltm/monitor/tcp', quickMonitor.body);
  if (units === 1) return;
  await bigip.ask('POST', 'cm', { command: 'run', utilCmdArgs: 'config-sync to-group failover' });
  await waitUntil('the units to be in sync', 30_000, async () =>
    (await bigip.ask('GET', 'cm/sync-status')).includes('{"description":"In Sync"}'),
  );
}
