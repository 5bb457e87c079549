/** Keeps the LTM of BIG-IPs as the documents on the bus ask for. */
export { ltmApplier } from './run.ts';
