/** The dns-applier as a process. */
import { applierConfig } from '@berth/installation';
import { start } from '@berth/process';
import { dryRun } from '@berth/reconcile';
import { answering, program, resourcesFor, run } from './run.ts';

await start({
  name: program,
  about:
    'Keeps the DNS names on each BIG-IP as its desired documents ask for: data groups with a record per name, the DNS rule and the listeners. ' +
    'Touches only what carries its mark.',
  parts: { word: 'bigip', names: (installation) => answering(applierConfig(installation)).bigips.map(({ name }) => name) },
  slice: (installation, only) => answering(applierConfig(installation, only)),
  run,
  stdio: {
    about: 'reads desired documents, one JSON object per line, and prints the requests that they ask for; needs --dry-run',
    input: 'documents',
    options: { 'dry-run': 'send nothing, print what an empty BIG-IP would get', observe: 'print what the BIG-IP as it is would get' },
    needs: 'dry-run',
    run: (config, surroundings, { follow, chosen, print }) =>
      dryRun(
        config,
        {
          kind: 'dns',
          resources: resourcesFor(config.installation),
          against: chosen.has('observe') ? 'observed' : 'empty',
          after: follow ? 'line' : 'end',
          tell: print,
        },
        surroundings,
      ),
  },
});
