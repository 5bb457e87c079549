/** The planner as a program. */
import { type PlannerConfig, plannerConfig, spanPart } from '@berth/installation';
import { type Program, watchPrograms } from '@berth/process';
import { run } from './run.ts';

export const planner: Program<PlannerConfig> = {
  parts: (installation) => [...plannerConfig(installation).sites.map(({ name }) => name), spanPart],
  slice: plannerConfig,
  run,
  besides: watchPrograms,
  stdio: {
    input: 'documents',
    run: async (config, surroundings) => {
      await run(config, surroundings);
      return 'whole';
    },
  },
};
