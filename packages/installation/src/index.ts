/** berth.yaml: its schema, how it is read, and each program's slice. */
export type { BigipConfig } from './bigips.ts';
export { type DnsGroup, dataCenterOf, type OwnSite, ownServer, virtualServersOf } from './dns-groups.ts';
export { splitEndpoint } from './endpoint.ts';
export type { EngineConfig, EngineLimits } from './engines.ts';
export { Installation } from './installation.ts';
export { ConfigurationError, type Loaded, loadInstallation, parseInstallation } from './load.ts';
export {
  type ApplierConfig,
  applierConfig,
  type CollectorConfig,
  collectorConfig,
  type DnsApplierConfig,
  dnsApplierConfig,
  type GroupConfig,
  type PlannedBigip,
  type PlannedEngine,
  type PlannerConfig,
  plannerConfig,
  type SiteConfig,
  type SpanConfig,
  spanPart,
} from './slices.ts';
export { defaultTemplate, Template, type Templates } from './templates.ts';
export type { Tracing } from './tracing.ts';
export { splitUnit, trustOfUnit, Unit, type UnitTrust } from './unit.ts';
export { version } from './version.ts';
