/** Keeps the DNS names of BIG-IPs as the documents on the bus ask for. */
export { dnsApplier } from './run.ts';
