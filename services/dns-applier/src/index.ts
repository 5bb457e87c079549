/** Keeps the DNS names of BIG-IPs as the documents on the bus ask for. */
export { run, targets } from './run.ts';
