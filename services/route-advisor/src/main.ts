/** The route-advisor as a process. */
import { applierConfig } from '@berth/installation';
import { start } from '@berth/process';
import { applierStdio } from '@berth/reconcile';
import { program, routing, run, targets } from './run.ts';

await start({
  name: program,
  about:
    "Keeps the static routes on each BIG-IP that lead to the engines' container networks, and what forwards there, as its desired documents ask for. " +
    'Touches only what carries its mark.',
  parts: { word: 'bigip', names: (installation) => routing(applierConfig(installation)).bigips.map(({ name }) => name) },
  slice: (installation, only) => routing(applierConfig(installation, only)),
  run,
  stdio: applierStdio(targets),
});
