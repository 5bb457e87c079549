/** The collector as a program. */
import { type CollectorConfig, collectorConfig } from '@berth/installation';
import { OpenEngines, type Program } from '@berth/process';
import { lookOnce } from './look-once.ts';
import { run } from './run.ts';

/** The collector, all of whose engines are closed yet. */
export function collector(): Program<CollectorConfig> {
  const open = new OpenEngines();
  return {
    parts: (installation) => collectorConfig(installation).engines.map(({ name }) => name),
    slice: collectorConfig,
    run: (config, surroundings) => run(config, { ...surroundings, open }),
    open,
    stdio: {
      input: 'none',
      run: async (config, surroundings, { follow }) => {
        if (!follow) return await lookOnce(config, surroundings);
        await run(config, { ...surroundings, open });
        return 'whole';
      },
    },
  };
}
