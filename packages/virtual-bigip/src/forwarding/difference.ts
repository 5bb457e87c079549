/** What turns the kernel's state into the wanted one: lines for `ip -batch`. */

import { METRIC, type Observed, PROTOCOL, routeText } from './kernel.ts';
import type { Wanted, WantedAddress, WantedRoute } from './wanted.ts';

/** Removals first, then addresses, then the routes that need them. What is over a link that is missing or down comes when it is up. */
export function commands({ addresses, routes }: Pick<Wanted, 'addresses' | 'routes'>, { links, routes: there }: Observed): string[] {
  const kept = new Set(addresses.map(({ link, address, prefix }) => `${link} ${address}/${prefix}`));
  const isUp = (link: string | undefined) => link === undefined || links.get(link)?.state === 'up';
  const wanted = new Set(routes.filter((route) => isUp(linkOf(route))).map(textOf));
  const present = [...links].flatMap(([link, { addresses: on }]) => on.map((address) => ({ link, ...address })));
  const staying = present.filter(({ owner, link, address, prefix }) => owner === 'other' || kept.has(`${link} ${address}/${prefix}`));
  const gone = present.filter((address) => !staying.includes(address));
  return [
    ...[...there].filter((text) => !wanted.has(text)).map((text) => `route delete ${text} proto ${PROTOCOL}`),
    ...gone.map(({ link, address, prefix }) => `address delete ${address}/${prefix} dev ${link}`),
    ...addresses.filter((address) => isUp(address.link) && !isThere(address, staying)).map(added),
    ...[...wanted].filter((text) => !there.has(text)).map((text) => `route add ${text} proto ${PROTOCOL}`),
  ];
}

/** Takes out all that is the unit's. */
export function removals({ links, routes }: Observed): string[] {
  return commands({ addresses: [], routes: [] }, { links, routes });
}

function linkOf({ way }: WantedRoute): string | undefined {
  return way.kind === 'blackhole' ? undefined : way.link;
}

function textOf(route: WantedRoute): string {
  const { network, mtu, way } = route;
  return routeText({ network, mtu, link: linkOf(route), gateway: way.kind === 'gateway' ? way.address : undefined });
}

type Present = { readonly link: string; readonly address: string; readonly prefix: number };

/** A virtual address may be on any link, whoever put it there. */
function isThere({ link, address, prefix, role }: WantedAddress, present: readonly Present[]): boolean {
  return present.some((one) => one.address === address && (role === 'virtual' || (one.link === link && one.prefix === prefix)));
}

function added({ family, link, address, prefix, role }: WantedAddress): string {
  const six = family === 6 ? ' nodad' : '';
  return `address add ${address}/${prefix} dev ${link} metric ${METRIC}${six}${six !== '' && role === 'virtual' ? ' preferred_lft 0' : ''}`;
}
