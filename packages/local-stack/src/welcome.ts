/** Pure: what a newcomer reads when the stack runs. */
import { drawTries, type SiteLines, statusLines, type TryLine } from './quick-start.ts';
import type { StackEngine } from './stack-engine.ts';
import type { StackOptions } from './stack-options.ts';
import type { SitePlan } from './stack-sites.ts';
import type { WideIpLines } from './wide-ip-lines.ts';

type WelcomeSite = {
  readonly plan: SitePlan;
  readonly engine: Pick<StackEngine, 'kind' | 'url'>;
  readonly lines: SiteLines;
  readonly failover: TryLine | undefined;
};

export type WelcomeFacts = {
  readonly sites: readonly WelcomeSite[];
  readonly wideIps: WideIpLines | undefined;
  /** Paths. */
  readonly files: { readonly configuration: string; readonly logs: string };
};

type Row = readonly [what: string, at: string];

/** What is where, and what to try. */
export function welcome({ sites, wideIps, files }: WelcomeFacts, options: Pick<StackOptions, 'ports' | 'units' | 'expose'>): string {
  const common: readonly Row[] = [
    ['NATS', `nats://127.0.0.1:${options.ports.nats}`],
    ['configuration', files.configuration],
    ['logs', `${files.logs}/`],
  ];
  const title = ({ plan }: WelcomeSite): string[] => (sites.length > 1 ? [`  Site ${plan.name}`] : []);
  const blocks = (parts: readonly string[][]): string[] =>
    sites.length > 1 ? parts.flatMap((part) => [...part, '']).slice(0, -1) : parts.flat();
  return [
    'Berth is running.',
    '',
    ...blocks([...sites.map((site) => [...title(site), ...table(places(site, options))]), table(common)]),
    '',
    'To try, in another terminal:',
    '',
    ...blocks([
      ...sites.map((site) => [
        ...title(site),
        ...drawTries(site.lines),
        ...(site.failover === undefined ? [] : drawTries({ failover: site.failover })),
      ]),
      [...(wideIps === undefined ? [] : ['  Both sites', ...drawTries(wideIps)]), ...drawTries(statusLines)],
    ]),
    '',
    'Ctrl-C stops and removes all of it. Changes, as they reach the BIG-IP:',
    '',
  ].join('\n');
}

function places(
  { plan: { address }, engine }: WelcomeSite,
  { ports, units, expose }: Pick<StackOptions, 'ports' | 'units' | 'expose'>,
): readonly Row[] {
  const which = {
    private: 'private: your own Docker is not touched',
    found: expose === 'labelled' ? 'yours: only containers labelled berth.enable=true count' : 'yours: all of its containers count',
  };
  return [
    ['HTTP virtual server', `http://${address}:${ports.http}/`],
    ['DNS listeners', `${address}:${ports.dns}, UDP and TCP`],
    ['BIG-IP (REST)', `https://${address}:${ports.bigip}/mgmt/tm/ (virtual; user admin, password admin)`],
    ...(units > 1 ? ([['its other unit', `https://${address}:${ports.bigip + 1}/mgmt/tm/`]] as const) : []),
    ['Docker engine', `${engine.url} (${which[engine.kind]})`],
  ];
}

function table(rows: readonly Row[]): string[] {
  return rows.map(([what, at]) => `  ${what.padEnd(20)} ${at}`);
}
