/** For tests of rules outside a running unit. */
export type { Effect, EventContext } from '../data-plane/rules/rule-effects.ts';
export type { Outcome } from '../data-plane/rules/rule-engine.ts';
export { checkRule } from '../tcl/index.ts';
export type { Written } from './configured.ts';
export { type FiredConnection, Ruled } from './ruled.ts';
