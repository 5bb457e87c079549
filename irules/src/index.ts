/** The iRules that Berth installs, and what the records that they read are called. */
export { type DnsName, type DnsRecord, type DnsRecords, dnsGroups, dnsRecords, reverseName } from './dns-records.ts';
export { type DnsRuleSettings, dnsRule } from './dns-rule.ts';
export { type HttpRuleSettings, httpRule } from './http-rule.ts';
export { shardName } from './shard-name.ts';
