/** The collector as a process. */
import { start } from '@berth/process/start';

const called = {
  name: 'collector',
  about: 'Watches Docker engines: keeps one document per engine, with all its containers, as the engine is.',
  part: 'engine',
  piped: { about: 'looks once at every engine and prints engine documents, one JSON object per line', options: {} },
};

await start(called, async () => (await import('./program.ts')).collector());
