/** The route-advisor as a process. */
import { start } from '@berth/process/start';
import { applierCalled } from '@berth/reconcile/called';

const called = applierCalled({
  name: 'route-advisor',
  about:
    "Keeps the static routes on each BIG-IP that lead to the engines' container networks, and what forwards there, as its desired documents ask for.",
});

await start(called, async () => (await import('./run.ts')).routeAdvisor);
