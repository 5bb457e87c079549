/** Pure: what the documents of a group ask for, as objects of GTM. */
import { type AddressType, gtmPlace, memberAt } from '@berth/icontrol';
import type { DesiredGroup, GoneCause, Wide } from '@berth/messages';
import { basePart, type PartChange, partAs } from '@berth/reconcile';
import { type GroupMark, writeGtmMark } from './mark.ts';
import type { GtmObject } from './objects.ts';

/** unknown: a document is there that says nothing that counts, so what is there stays. */
export type WantedPart =
  | { readonly kind: 'serving'; readonly objects: readonly GtmObject[] }
  | { readonly kind: 'gone'; readonly cause: GoneCause }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Undefined where there is no document. */
export function wantedBy(change: PartChange, whose: GroupMark): WantedPart | undefined {
  const { part } = change;
  const said = part === basePart ? partAs(change, 'group') : partAs(change, 'wide ip');
  if (said?.kind !== 'document') return said;
  const { document } = said;
  if (document.kind === 'group') return { kind: 'serving', objects: sharedObjects(document, whose) };
  return document.want.kind === 'gone' ? document.want : { kind: 'serving', objects: wideIpObjects(part, document.want, whose) };
}

/** What is referred to comes first. */
function sharedObjects({ dataCenters, servers }: DesiredGroup, whose: GroupMark): GtmObject[] {
  const description = writeGtmMark(whose);
  return [
    ...dataCenters.map((path): GtmObject => ({ kind: 'data center', path, settings: { description } })),
    ...servers.map(({ path, dataCenter, address, monitor }): GtmObject => {
      const watched = monitor.kind === 'none' ? '' : monitor.path;
      const settings = { description, dataCenter, product: 'generic-host', monitor: watched, addresses: [address] };
      return { kind: 'gtm server', path, settings };
    }),
    ...servers.flatMap(({ path, virtualServers }) =>
      virtualServers.map(({ name, destination, translation }): GtmObject => {
        const own = translation === undefined ? '' : gtmPlace(translation.address, translation.port);
        const settings = { description, destination: gtmPlace(destination.address, destination.port), translation: own };
        return { kind: 'virtual server', server: path, name, settings };
      }),
    ),
  ];
}

/** One pool for each type of address that a site has, and in front of it each of the names. */
function wideIpObjects(service: string, { names, pool, members }: Wide, whose: GroupMark): GtmObject[] {
  const types = (['a', 'aaaa'] satisfies AddressType[]).filter((type) => members.some(({ record }) => record === type));
  const path = `/Common/${pool.name}`;
  const description = writeGtmMark(whose, { service });
  return types.flatMap((type): GtmObject[] => [
    { kind: 'gtm pool', type, path, settings: { description, loadBalancingMode: pool.loadBalancingMode, ttl: pool.ttl } },
    ...members
      .filter(({ record }) => record === type)
      .map(({ server, virtualServer, state, ratio }, memberOrder): GtmObject => {
        const settings = { description: writeGtmMark(whose, { service, state }), state, ratio, memberOrder };
        return { kind: 'gtm member', type, pool: path, path: memberAt(server, virtualServer), settings };
      }),
    ...names.map((name): GtmObject => ({ kind: 'wide ip', type, path: `/Common/${name}`, settings: { description, pools: [path] } })),
  ]);
}
