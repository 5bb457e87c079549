/** Pure: what a newcomer is told to try in a site. */
import { defaultEngine } from './find-engine.ts';
import type { StackEngine } from './stack-engine.ts';
import type { StackOptions } from './stack-options.ts';

/** A line to paste into a shell, in the repository. */
export type TryLine = { readonly command: string; readonly about: string };

/** As they are shown: what each is about, and the line itself. */
export function drawTries(lines: Readonly<Record<string, TryLine>>): string[] {
  return Object.values(lines).flatMap(({ command, about }) => [`  # ${about}`, `  ${command}`]);
}

export type SiteLines = Readonly<Record<'service' | 'container' | 'names' | 'fourth' | 'fourthAnswers' | 'pool', TryLine>>;

export const zone = 'apps.example.com';
export const internalZone = 'docker.example.com';

/** Names of the sample containers. */
export const samples = ['www-1', 'www-2', 'www-3'] as const;

/** For all sites. */
export const statusLines = {
  status: { command: 'npm run berth -- status', about: "what is on, what isn't and why" },
  watch: { command: 'npm run berth -- watch', about: 'every change, as NATS tells it' },
} as const satisfies Record<string, TryLine>;

/** What containers must carry to count, as the stack writes berth.yaml. */
export function neededLabels({ kind }: Pick<StackEngine, 'kind'>, { expose }: Pick<StackOptions, 'expose'>): Record<string, string> {
  return kind === 'found' && expose === 'labelled' ? { 'berth.enable': 'true' } : {};
}

/** Docker's own command for the engine, in any terminal. */
export function dockerCommand({ url }: Pick<StackEngine, 'url'>): string {
  return url === defaultEngine ? 'docker' : `docker -H ${url}`;
}

/** `ca`: path of the authority's certificate. `address`: where the site's BIG-IP is. */
export function siteLines(
  engine: Pick<StackEngine, 'kind' | 'url'>,
  { ports, expose }: Pick<StackOptions, 'ports' | 'expose'>,
  { image, ca, address }: { readonly image: string; readonly ca: string; readonly address: string },
): SiteLines {
  const docker = dockerCommand(engine);
  const labels = Object.entries(neededLabels(engine, { expose })).map(([name, value]) => ` --label ${name}=${value}`);
  const curl = (label: string): string => `curl -H 'Host: ${label}.${zone}' http://${address}:${ports.http}/`;
  return {
    service: { command: curl('www'), about: `balanced over ${samples.join(', ')}` },
    container: { command: curl('www-2'), about: 'www-2 only' },
    names: { command: `dig +short -p ${ports.dns} @${address} www.${internalZone}`, about: 'the addresses of all of them' },
    fourth: {
      command: `${docker} run --detach --name www-4 --hostname www-4${labels.join('')} ${image}`,
      about: `one more${engine.kind === 'private' ? ' (Docker may warn that IPv4 forwarding is disabled; it is not needed here)' : ''}`,
    },
    fourthAnswers: { command: curl('www-4'), about: 'is served within a moment' },
    pool: {
      command: `curl --cacert ${ca} -u admin:admin https://${address}:${ports.bigip}/mgmt/tm/ltm/pool/~berth~www/members`,
      about: 'what the BIG-IP has of it',
    },
  };
}

/** By which the other unit of a pair becomes active. `ca` and `address` as for `siteLines`. */
export function failoverLine(
  { ports }: Pick<StackOptions, 'ports'>,
  { ca, address }: { readonly ca: string; readonly address: string },
): TryLine {
  const body = `'{"command": "run", "standby": true}'`;
  const url = `https://${address}:${ports.bigip}/mgmt/tm/sys/failover`;
  return {
    command: `curl --cacert ${ca} -u admin:admin -H 'Content-Type: application/json' ${url} -d ${body}`,
    about: `a failover: traffic and changes go on through the unit at ${ports.bigip + 1}`,
  };
}
