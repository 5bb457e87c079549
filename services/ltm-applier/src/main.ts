/** The ltm-applier as a process. */
import { start } from '@berth/process/start';
import { applierCalled } from '@berth/reconcile/called';

const called = applierCalled({
  name: 'ltm-applier',
  about:
    'Keeps the LTM of each BIG-IP as its desired documents ask for: pools, members, monitors, data groups, the HTTP rule and virtual server.',
});

await start(called, async () => (await import('./run.ts')).ltmApplier);
