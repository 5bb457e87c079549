/** Keeps the routes of BIG-IPs as the documents on the bus ask for. */
export { routeAdvisor } from './run.ts';
