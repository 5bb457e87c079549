/** The dns-applier as a process. */
import { applierConfig } from '@berth/installation';
import { start } from '@berth/process';
import { applierStdio } from '@berth/reconcile';
import { answering, program, resourcesFor, run } from './run.ts';

await start({
  name: program,
  about:
    'Keeps the DNS names on each BIG-IP as its desired documents ask for: data groups with a record per name, the DNS rule and the listeners. ' +
    'Touches only what carries its mark.',
  parts: { word: 'bigip', names: (installation) => answering(applierConfig(installation)).bigips.map(({ name }) => name) },
  slice: (installation, only) => answering(applierConfig(installation, only)),
  run,
  stdio: applierStdio(({ installation }) => ({ kind: 'dns', resources: resourcesFor(installation) })),
});
