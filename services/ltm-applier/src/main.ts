/** The ltm-applier as a process. */
import { applierConfig } from '@berth/installation';
import { start } from '@berth/process';
import { applierStdio } from '@berth/reconcile';
import { program, run, targets } from './run.ts';

await start({
  name: program,
  about:
    'Keeps the LTM of each BIG-IP as its desired documents ask for: pools, members, monitors, data groups, the HTTP rule and virtual server. ' +
    'Touches only what carries its mark.',
  parts: { word: 'bigip', names: (installation) => applierConfig(installation).bigips.map(({ name }) => name) },
  slice: applierConfig,
  run,
  stdio: applierStdio(targets),
});
