/** The iRules that Berth installs, and what the records that they read are called. */
export { type HttpRuleSettings, httpRule } from './http-rule.ts';
export { shardName } from './shard-name.ts';
