/** For tests of rules, with or without a unit that carries traffic. */
export { type Asked, overTcp, overUdp, query, told } from '../data-plane/dns/dns-client.ts';
export type { Effect, EventContext } from '../data-plane/rules/rule-effects.ts';
export type { Outcome } from '../data-plane/rules/rule-engine.ts';
export {
  configure,
  fetched,
  freePort,
  type Got,
  keepAlive,
  pool,
  rule,
  unit,
  virtual,
  webServer,
} from '../data-plane/traffic-laboratory.ts';
export { checkRule } from '../tcl/index.ts';
export type { Written } from './configured.ts';
export { firedQuery } from './fired-query.ts';
export { type FiredConnection, Ruled } from './ruled.ts';
