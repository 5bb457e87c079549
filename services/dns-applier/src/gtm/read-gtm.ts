/** Reads what is in GTM, ours or not: all of it, or single objects. */
import {
  type AddressType,
  type DataCenter,
  type GtmPool,
  getDataCenter,
  getGtmPool,
  getPartition,
  getProvisioned,
  getServer,
  getWideIp,
  listDataCenters,
  listGtmPools,
  listServers,
  listWideIps,
  readAll,
  type Server,
  type Session,
  type Until,
  type WideIp,
} from '@berth/icontrol';
import { mustBeReady, splitName } from '@berth/reconcile';
import type { GtmObject } from './objects.ts';

export type WholeGtm = {
  /** The description of our partition; undefined when it isn't there. */
  readonly partition: string | undefined;
  /** Undefined where GTM isn't provisioned. */
  readonly objects: readonly GtmObject[] | undefined;
};

const types = ['a', 'aaaa'] as const;

/** Whole or not at all: a BIG-IP that starts shows only part of its configuration. */
export async function readGtm(session: Session, partition: string, until: Until): Promise<WholeGtm> {
  await mustBeReady(session, until);
  const description = (await session.find(getPartition(partition), until))?.description;
  if ((await session.read(getProvisioned('gtm'), until)) === 'not provisioned') return { partition: description, objects: undefined };
  const objects: GtmObject[] = [];
  for (const dataCenter of (await readAll(session, listDataCenters(), until)).values()) objects.push(observeDataCenter(dataCenter));
  for (const server of (await readAll(session, listServers(), until)).values()) objects.push(...observeServer(server));
  for (const type of types) {
    for (const pool of (await readAll(session, listGtmPools(type), until)).values()) objects.push(...observePool(type, pool));
    for (const wideIp of (await readAll(session, listWideIps(type), until)).values()) objects.push(observeWideIp(type, wideIp));
  }
  await mustBeReady(session, until);
  return { partition: description, objects };
}

/** What one name, as in `Step.paths`, stands for, with what lies in it; nothing when it isn't there. */
export async function readGtmSingle(session: Session, name: string, until: Until): Promise<readonly GtmObject[]> {
  const { kind, path } = splitName(name);
  if (kind === 'data center') {
    const found = await session.find(getDataCenter(path), until);
    return found === undefined ? [] : [observeDataCenter(found)];
  }
  if (kind === 'gtm server') {
    const found = await session.find(getServer(path), until);
    return found === undefined ? [] : observeServer(found);
  }
  for (const type of types) {
    if (kind === `gtm pool ${type}`) {
      const found = await session.find(getGtmPool({ type, path }), until);
      return found === undefined ? [] : observePool(type, found);
    }
    if (kind === `wide ip ${type}`) {
      const found = await session.find(getWideIp({ type, path }), until);
      return found === undefined ? [] : [observeWideIp(type, found)];
    }
  }
  throw new RangeError(`"${name}" names no object of GTM`);
}

function observeDataCenter(found: DataCenter): GtmObject {
  return { kind: 'data center', ...found };
}

function observeServer({ path, settings, virtualServers }: Server): GtmObject[] {
  return [
    { kind: 'gtm server', path, settings },
    ...virtualServers.map((found) => ({ kind: 'virtual server', server: path, ...found }) as const),
  ];
}

function observePool(type: AddressType, { path, settings, members }: GtmPool): GtmObject[] {
  return [
    { kind: 'gtm pool', type, path, settings },
    ...members.map((found) => ({ kind: 'gtm member', type, pool: path, ...found }) as const),
  ];
}

function observeWideIp(type: AddressType, found: WideIp): GtmObject {
  return { kind: 'wide ip', type, ...found };
}
