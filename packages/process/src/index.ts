/** How a program starts and ends: command line, configuration, log, leases' heartbeat, health, and reloading. */
export { OpenEngines } from './open-engines.ts';
export type { Program, Stdio } from './program.ts';
export { watchPrograms } from './watch-programs.ts';
