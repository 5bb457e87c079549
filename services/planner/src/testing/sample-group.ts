/** For tests: two sites, each with a BIG-IP, and a DNS group that leads to both. */
import { parseInstallation, plannerConfig, type SpanConfig } from '@berth/installation';

export type GroupInput = {
  /** Through which the group is written. */
  readonly bigip?: string;
  /** Further fields of the group. */
  readonly more?: string;
  /** Of site `west`, as the group has it. */
  readonly west?: string;
  /** Another group, before it. */
  readonly other?: string;
};

/** Site `east` with docker1 and docker2 and site `west` with docker3, and the group `world`, unless said otherwise. */
export function span({
  bigip = 'edge-east',
  more = '',
  west = 'virtualServers: [{ server: /Common/west, name: http }]',
  other = '',
}: GroupInput = {}): SpanConfig {
  const site = (name: string, engines: readonly string[]) => `
  ${name}:
    engines:
${engines.map((engine, index) => `      ${engine}: { url: "unix:///${engine}.sock", address: 192.0.2.${index + 11} }`).join('\n')}
    bigips:
      edge-${name}: { units: [${name}.example.com], user: berth, passwordFile: /p }`;
  const { installation } = parseInstallation(
    'berth.yaml',
    `
installation: shop
zones: { public: [apps.example.com, shop.example.com], internal: [docker.example.com] }
sites:${site('east', ['docker1', 'docker2'])}${site('west', ['docker3'])}
dnsGroups:
  ${other}
  world:
    bigip: ${bigip}
    ${more}
    sites:
      - { site: east, ratio: 3, virtualServers: [{ server: /Common/east, name: http }] }
      - { site: west, ${west} }
`,
  );
  const { span: found } = plannerConfig(installation);
  if (found === undefined) throw new Error('the whole planner plans what spans sites');
  return found;
}
