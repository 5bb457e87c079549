/** The planner as a process. */
import { plannerConfig, spanPart } from '@berth/installation';
import { start, watchPrograms } from '@berth/process';
import { run } from './run.ts';

await start({
  name: 'planner',
  about: 'Works out from engine documents what each BIG-IP needs: one desired document per service and BIG-IP, and what it could not plan.',
  parts: { word: 'site', names: (installation) => [...plannerConfig(installation).sites.map(({ name }) => name), spanPart] },
  slice: plannerConfig,
  run,
  besides: watchPrograms,
  stdio: {
    about: 'reads engine documents, one JSON object per line, and prints desired documents',
    input: 'documents',
    options: {},
    run: async (config, surroundings) => {
      await run(config, surroundings);
      return 'whole';
    },
  },
});
