/** The route-advisor as a process. */
import { start } from '@berth/process';
import { routeAdvisor } from './run.ts';

await start(routeAdvisor);
