/** The dns-applier as a process. */
import { dnsApplierConfig } from '@berth/installation';
import { start } from '@berth/process';
import { applierStdio } from '@berth/reconcile';
import { bigipsOf, program, run, targets } from './run.ts';

await start({
  name: program,
  about:
    'Keeps the DNS names on each BIG-IP as its desired documents ask for: data groups with a record per name, the DNS rule and the listeners; ' +
    'and the wide IPs of each DNS group. Touches only what carries its mark.',
  parts: { word: 'bigip', names: (installation) => bigipsOf(dnsApplierConfig(installation)) },
  slice: dnsApplierConfig,
  run,
  stdio: applierStdio(targets),
});
