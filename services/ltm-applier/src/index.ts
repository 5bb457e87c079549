/** Keeps the LTM of BIG-IPs as the documents on the bus ask for. */
export { type Against, dryRun, type Told } from './dry-run.ts';
export { run } from './run.ts';
