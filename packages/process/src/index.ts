/** How a program starts and ends: command line, configuration, log, leases' heartbeat, health, and reloading. */
export { start } from './start.ts';
