/** Pure: the berth.yaml of the stack. */
import { stringify } from 'yaml';
import { internalZone, zone } from './quick-start.ts';
import type { StackEngine } from './stack-engine.ts';
import type { StackOptions } from './stack-options.ts';
import type { SitePlan } from './stack-sites.ts';

/** A site of the stack, as far as the configuration tells of it. */
export type ConfiguredSite = {
  readonly plan: SitePlan;
  readonly engine: Pick<StackEngine, 'kind' | 'configuration'>;
  readonly bigip: { readonly configuration: Readonly<Record<string, unknown>> };
};

/** Several sites have wide IPs too, answered by the BIG-IP of the first. */
export function stackConfiguration(sites: readonly ConfiguredSite[], { ports, expose }: Pick<StackOptions, 'ports' | 'expose'>): string {
  const [first] = sites;
  const content = {
    installation: 'local',
    zones: { public: [zone], internal: [internalZone] },
    nats: { servers: [`nats://127.0.0.1:${ports.nats}`] },
    ...(first?.engine.kind === 'found' && { expose }),
    sites: Object.fromEntries(
      sites.map(({ plan, engine, bigip }) => {
        const { address } = plan;
        const edge = {
          ...bigip.configuration,
          http: { mode: 'own', virtual: `${address}:${ports.http}` },
          dns: { mode: 'own', listener: `${address}:${ports.dns}`, unknown: 'nxdomain' },
          ...(sites.length > 1 && { monitor: quickMonitor.path }),
        };
        return [plan.name, { engines: { [plan.engine]: engine.configuration }, bigips: { [plan.bigip]: edge } }];
      }),
    ),
    ...(first !== undefined && sites.length > 1 && wideIps(first, sites, ports.http)),
  };
  return `# Written anew at each \`npm start\`.\n${stringify(content)}`;
}

/** On each BIG-IP of several sites: /Common/tcp takes some twenty seconds to call a member down. */
export const quickMonitor = {
  path: '/Common/tcp_quick',
  body: { name: 'tcp_quick', defaultsFrom: '/Common/tcp', interval: 1, timeout: 4 },
} as const;

function wideIps(first: ConfiguredSite, sites: readonly ConfiguredSite[], port: number): object {
  const served = sites.map(({ plan: { name, address } }) => {
    return { site: name, own: true, virtualServers: [{ name: 'http', destination: `${address}:${port}` }] };
  });
  return {
    dnsGroups: { public: { bigip: first.plan.bigip, ttl: 1, sites: served } },
    // A lost engine is noticed sooner than a production network would want it.
    collector: { silence: '4s' },
    planner: { stale: '4s', withdraw: '4s' },
    applier: { staleMemberStates: '1s' },
  };
}
