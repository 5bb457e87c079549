/** The collector as a process. */
import { collectorConfig } from '@berth/installation';
import { OpenEngines, start } from '@berth/process';
import { lookOnce } from './look-once.ts';
import { run } from './run.ts';

const open = new OpenEngines();

await start({
  name: 'collector',
  about: 'Watches Docker engines: keeps one document per engine, with all its containers, as the engine is.',
  parts: { word: 'engine', names: (installation) => collectorConfig(installation).engines.map(({ name }) => name) },
  slice: collectorConfig,
  run: (config, surroundings) => run(config, { ...surroundings, open }),
  open,
  stdio: {
    about: 'looks once at every engine and prints engine documents, one JSON object per line',
    input: 'none',
    options: {},
    run: async (config, surroundings, { follow }) => {
      if (!follow) return await lookOnce(config, surroundings);
      await run(config, { ...surroundings, open });
      return 'whole';
    },
  },
});
