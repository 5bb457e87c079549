/** Pure: what is told of a running laboratory, and what to try in it. */
import { drawTries, internalZone, type TryLine, zone } from '../quick-start.ts';
import type { EngineAddresses } from './addresses.ts';

/** What the words need to know of a laboratory. */
export type LabFacts = {
  readonly engines: readonly {
    readonly name: string;
    readonly url: string;
    readonly address: string;
    readonly addresses: Pick<EngineAddresses, 'link' | 'link6' | 'subnet'>;
    readonly namespace: { readonly name: string };
  }[];
  readonly bigip: { readonly namespace: { readonly name: string }; readonly virtualAddress: string; readonly managementAddress: string };
  readonly nats: string;
  /** Paths. */
  readonly configuration: string;
  readonly logs: string;
  readonly image: string;
};

export type LabLines = Readonly<
  Record<'name' | 'back' | 'host' | 'dns' | 'routes' | 'run' | 'lose' | 'recover' | 'status' | 'watch', TryLine>
>;

/** Lines to paste into a root shell, in the repository. Engine N runs the container `www-N`. */
export function labLines({ engines, bigip, configuration, image }: LabFacts): LabLines {
  const [one, two] = engines;
  if (one === undefined || two === undefined) throw new Error('there is nothing to try with fewer than two engines');
  const fetch = (from: string, url: string, to: number): string =>
    `docker -H ${url} exec ${from} timeout 2 wget -q -O - http://www-${to}.${internalZone}/cgi-bin/echo`;
  const berth = `BERTH_CONFIG=${configuration} npm run -s berth --`;
  return {
    name: { command: fetch('www-1', one.url, 2), about: `from docker1 to docker2: www-2 sees ${one.addresses.subnet}` },
    back: { command: fetch('www-2', two.url, 1), about: 'and the other way' },
    host: {
      command: `${enter(one)} curl -s -H 'Host: www.${zone}' http://${bigip.virtualAddress}/`,
      about: 'from a host, balanced over all of them',
    },
    dns: { command: `${enter(one)} dig +short @${bigip.virtualAddress} www.${internalZone}`, about: 'their addresses' },
    routes: { command: `${enter(bigip)} ip route`, about: 'where the BIG-IP sends what is for them' },
    run: {
      command: `docker -H ${two.url} run --detach --name www-${engines.length + 1} --hostname www-${engines.length + 1} ${image}`,
      about: 'one more',
    },
    lose: { command: `${enter(two)} sh -c '${links('down')}'`, about: 'docker2 is lost …' },
    recover: { command: `${enter(two)} sh -c '${links('up')}; ${defaultRoutes(two)}'`, about: '… and back' },
    status: { command: `${berth} status`, about: "what is on, what isn't and why" },
    watch: { command: `${berth} watch`, about: 'every change, as NATS tells it' },
  };
}

/** What is where, and what to try. */
export function labWelcome(facts: LabFacts, lines: LabLines): string {
  const { engines, bigip, nats, configuration, logs } = facts;
  const where = [
    ...engines.map(({ name, url, address, addresses, namespace }) => [
      name,
      `${address}, containers ${addresses.subnet}, ${url}, ${place(namespace)}`,
    ]),
    ['BIG-IP', `HTTP and DNS ${bigip.virtualAddress}, ${place(bigip.namespace)}`],
    ['its REST', `https://${bigip.managementAddress}/mgmt/tm/ (virtual; user admin, password admin)`],
    ['NATS', nats],
    ['configuration', configuration],
    ['logs', `${logs}/`],
  ];
  return [
    'The laboratory is running.',
    '',
    ...where.map(([what = '', at]) => `  ${what.padEnd(14)} ${at}`),
    '',
    `To enter a namespace: ${enter(bigip)} bash`,
    '',
    'To try, in another terminal:',
    '',
    ...drawTries(lines),
    '',
    'Ctrl-C stops and removes all of it. Changes, as they reach the BIG-IP:',
    '',
  ].join('\n');
}

function enter({ namespace }: { readonly namespace: { readonly name: string } }): string {
  return `nsenter --net=/run/netns/${namespace.name}`;
}

function links(state: 'up' | 'down'): string {
  return ['eth0', 'mgmt'].map((name) => `ip link set ${name} ${state}`).join('; ');
}

/** They go with the link. */
function defaultRoutes({ addresses: { link, link6 } }: LabFacts['engines'][number]): string {
  return [link, link6].map(({ bigip }) => `ip route replace default via ${bigip}`).join('; ');
}

function place({ name }: { readonly name: string }): string {
  return `namespace ${name}`;
}
