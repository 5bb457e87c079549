/** What a collector on the engine's host itself sees of the way that packets take there. */
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Engine } from '@berth/messages';

/** Undefined anywhere else than on the host: its address is one of ours only there. */
export async function readHost(address: string): Promise<Engine['host']> {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  if (!own.some((one) => one.address === address)) return undefined;
  const [ipv4, ipv6] = await Promise.all([table('/proc/net/route'), table('/proc/net/ipv6_route')]);
  return { defaultGateways: [...defaultGateways4(ipv4), ...defaultGateways6(ipv6)] };
}

/** Pure: next hops of the default routes in the kernel's IPv4 table, the preferred first. */
export function defaultGateways4(text: string): string[] {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const routes = rows.flatMap(([, destination, gateway, flags, , , metric, mask]) =>
    destination === '00000000' && mask === '00000000' && gateway !== undefined && isUpWithGateway(flags)
      ? [{ gateway, metric: Number(metric) }]
      : [],
  );
  // The kernel writes the bytes as they lie in memory.
  return first(routes).map((gateway) =>
    (gateway.match(/../g) ?? [])
      .toReversed()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.'),
  );
}

/** Pure: the same of the IPv6 table. */
export function defaultGateways6(text: string): string[] {
  const rows = text.split('\n').map((line) => line.trim().split(/\s+/));
  const routes = rows.flatMap(([destination, length, , , gateway, metric, , , flags]) =>
    /^0{32}$/.test(destination ?? '') && length === '00' && gateway !== undefined && isUpWithGateway(flags)
      ? [{ gateway, metric: Number.parseInt(metric ?? '', 16) }]
      : [],
  );
  return first(routes).map((gateway) => new URL(`http://[${(gateway.match(/.{4}/g) ?? []).join(':')}]`).hostname.slice(1, -1));
}

/** RTF_UP and RTF_GATEWAY of `<linux/route.h>`. */
function isUpWithGateway(flags: string | undefined): boolean {
  return (Number.parseInt(flags ?? '0', 16) & 3) === 3;
}

/** Those with the smallest metric: the others wait for its end. */
function first(routes: readonly { readonly gateway: string; readonly metric: number }[]): string[] {
  const best = Math.min(...routes.map(({ metric }) => metric));
  return routes.filter(({ metric }) => metric === best).map(({ gateway }) => gateway);
}

/** A host may have no IPv6 at all. */
async function table(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}
