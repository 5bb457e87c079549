/** The kernel's side: runs `ip` and `iptables-restore`, reads and writes its settings. */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ForwardingRefused } from './own-namespace.ts';

/** Marks of what is ours: addresses by their metric, routes by their protocol. */
export const METRIC = 39_001;
export const PROTOCOL = 191;

/** Runs a command to its end; throws with what it said. */
export async function run(command: string, args: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (cause, stdout, stderr) => {
      if (cause === null) resolve(stdout);
      else if (cause.code === 'ENOENT')
        reject(new ForwardingRefused(`forwarding needs the command ${command} (in Debian's packages iproute2 and iptables)`, { cause }));
      else reject(new Error(`${command} ${args.join(' ')}: ${stderr.trim() || cause.message}`, { cause }));
    });
    child.stdin?.on('error', () => {}); // a command that ends before it read says so itself
    child.stdin?.end(input);
  });
}

const Links = z.array(
  z.object({
    ifname: z.string(),
    flags: z.array(z.string()),
    addr_info: z.array(
      z.object({ family: z.string(), local: z.string().optional(), prefixlen: z.number(), metric: z.number().optional() }),
    ),
  }),
);
const Routes = z.array(
  z.object({
    type: z.string().optional(),
    dst: z.string(),
    gateway: z.string().optional(),
    dev: z.string().optional(),
    metrics: z.array(z.object({ mtu: z.number().optional() })).optional(),
  }),
);

type ObservedLink = {
  readonly state: 'up' | 'down';
  readonly addresses: readonly { readonly address: string; readonly prefix: number; readonly owner: 'unit' | 'other' }[];
};

/** The links by name, and the unit's own routes in the words of `ip route`. */
export type Observed = { readonly links: ReadonlyMap<string, ObservedLink>; readonly routes: ReadonlySet<string> };

export async function observe(): Promise<Observed> {
  const [links, routes4, routes6] = await Promise.all([
    run('ip', ['-j', 'address', 'show']),
    run('ip', ['-j', '-4', 'route', 'show', 'proto', String(PROTOCOL)]),
    run('ip', ['-j', '-6', 'route', 'show', 'proto', String(PROTOCOL)]),
  ]);
  return {
    links: new Map(Links.parse(JSON.parse(links)).map((link) => [link.ifname, observedLink(link)])),
    routes: new Set([...routeWords(routes4, '0.0.0.0/0', '/32'), ...routeWords(routes6, '::/0', '/128')]),
  };
}

function observedLink({ flags, addr_info }: z.infer<typeof Links>[number]): ObservedLink {
  return {
    state: flags.includes('UP') ? 'up' : 'down',
    addresses: addr_info.flatMap(({ local, prefixlen, metric }) =>
      local === undefined ? [] : [{ address: local, prefix: prefixlen, owner: metric === METRIC ? 'unit' : 'other' } as const],
    ),
  };
}

/** A route as it is added and deleted: `10.32.1.0/24 via 10.31.1.2 dev 1.1 mtu 1400`. */
export function routeText(route: {
  readonly network: string;
  readonly gateway?: string | undefined;
  readonly link?: string | undefined;
  readonly mtu: number;
}): string {
  const { network, gateway, link, mtu } = route;
  return [
    ...(gateway === undefined && link === undefined ? ['blackhole'] : []),
    network,
    ...(gateway === undefined ? [] : ['via', gateway]),
    ...(link === undefined ? [] : ['dev', link]),
    ...(mtu === 0 ? [] : ['mtu', String(mtu)]),
  ].join(' ');
}

function routeWords(json: string, everywhere: string, host: string): string[] {
  return Routes.parse(JSON.parse(json === '' ? '[]' : json)).map(({ type, dst, gateway, dev, metrics }) => {
    const network = dst === 'default' ? everywhere : dst.includes('/') ? dst : `${dst}${host}`;
    return routeText({ network, gateway, link: type === 'blackhole' ? undefined : dev, mtu: metrics?.[0]?.mtu ?? 0 });
  });
}

/** A setting below `/proc/sys/net`, of this namespace. */
export async function readSetting(name: string): Promise<string> {
  return (await readFile(`/proc/sys/net/${name}`, 'utf8')).trim();
}

export async function writeSetting(name: string, value: string): Promise<void> {
  await writeFile(`/proc/sys/net/${name}`, value);
}
