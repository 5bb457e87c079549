/** The planner as a process. */
import { start } from '@berth/process/start';

const called = {
  name: 'planner',
  about: 'Works out from engine documents what each BIG-IP needs: one desired document per service and BIG-IP, and what it could not plan.',
  part: 'site',
  piped: { about: 'reads engine documents, one JSON object per line, and prints desired documents', options: {} },
};

await start(called, async () => (await import('./program.ts')).planner);
