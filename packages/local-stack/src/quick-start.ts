/** Pure: what a newcomer is told to try. */
import { defaultEngine } from './find-engine.ts';
import type { StackEngine } from './stack-engine.ts';
import type { StackOptions } from './stack-options.ts';

/** A line to paste into a shell, in the repository. */
export type TryLine = { readonly command: string; readonly about: string };

export type QuickStart = Readonly<
  Record<'service' | 'container' | 'names' | 'fourth' | 'fourthAnswers' | 'pool' | 'status' | 'watch', TryLine>
>;

export const zone = 'apps.example.com';
export const internalZone = 'docker.example.com';

/** Names of the sample containers. */
export const samples = ['www-1', 'www-2', 'www-3'] as const;

/** What containers must carry to count, as the stack writes berth.yaml. */
export function neededLabels({ kind }: Pick<StackEngine, 'kind'>, { expose }: Pick<StackOptions, 'expose'>): Record<string, string> {
  return kind === 'found' && expose === 'labelled' ? { 'berth.enable': 'true' } : {};
}

/** Docker's own command for the engine, in any terminal. */
export function dockerCommand({ url }: Pick<StackEngine, 'url'>): string {
  return url === defaultEngine ? 'docker' : `docker -H ${url}`;
}

/** `ca`: path of the authority's certificate. */
export function quickStart(
  engine: Pick<StackEngine, 'kind' | 'url'>,
  { ports, expose }: StackOptions,
  { image, ca }: { readonly image: string; readonly ca: string },
): QuickStart {
  const docker = dockerCommand(engine);
  const labels = Object.entries(neededLabels(engine, { expose })).map(([name, value]) => ` --label ${name}=${value}`);
  const curl = (label: string): string => `curl -H 'Host: ${label}.${zone}' http://127.0.0.1:${ports.http}/`;
  return {
    service: { command: curl('www'), about: `balanced over ${samples.join(', ')}` },
    container: { command: curl('www-2'), about: 'www-2 only' },
    names: { command: `dig +short -p ${ports.dns} @127.0.0.1 www.${internalZone}`, about: 'the addresses of all of them' },
    fourth: {
      command: `${docker} run --detach --name www-4 --hostname www-4${labels.join('')} ${image}`,
      about: `one more${engine.kind === 'private' ? ' (what Docker says of forwarding does not matter here)' : ''}`,
    },
    fourthAnswers: { command: curl('www-4'), about: 'is served within a moment' },
    pool: {
      command: `curl --cacert ${ca} -u admin:admin https://127.0.0.1:${ports.bigip}/mgmt/tm/ltm/pool/~berth~www/members`,
      about: 'what the BIG-IP has of it',
    },
    status: { command: 'npm run berth -- status', about: "what is on, what isn't and why" },
    watch: { command: 'npm run berth -- watch', about: 'every change, as NATS tells it' },
  };
}

/** What is where, and what to try. `files`: paths. */
export function welcome(
  engine: Pick<StackEngine, 'kind' | 'url'>,
  { ports, expose }: StackOptions,
  { lines, files }: { readonly lines: QuickStart; readonly files: { readonly configuration: string; readonly logs: string } },
): string {
  const which = {
    private: 'private: your own Docker is not touched',
    found: expose === 'labelled' ? 'yours: only containers labelled berth.enable=true count' : 'yours: all of its containers count',
  };
  const where = [
    ['HTTP virtual server', `http://127.0.0.1:${ports.http}/`],
    ['DNS listeners', `127.0.0.1:${ports.dns}, UDP and TCP`],
    ['BIG-IP (REST)', `https://127.0.0.1:${ports.bigip}/mgmt/tm/ (virtual; user admin, password admin)`],
    ['NATS', `nats://127.0.0.1:${ports.nats}`],
    ['Docker engine', `${engine.url} (${which[engine.kind]})`],
    ['configuration', files.configuration],
    ['logs', `${files.logs}/`],
  ] as const;
  return [
    'Berth is running.',
    '',
    ...where.map(([what, at]) => `  ${what.padEnd(20)} ${at}`),
    '',
    'To try, in another terminal:',
    '',
    ...Object.values(lines).flatMap(({ command, about }) => [`  # ${about}`, `  ${command}`]),
    '',
    'Ctrl-C stops and removes all of it. Changes, as they reach the BIG-IP:',
    '',
  ].join('\n');
}
