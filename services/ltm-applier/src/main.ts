/** The ltm-applier as a process. */
import { start } from '@berth/process';
import { ltmApplier } from './run.ts';

await start(ltmApplier);
