/** Pure: what the wide IPs of one DNS group share: where they are written, and the data centers and servers that it is to have of its own. */
import { canonical } from '@berth/convention';
import { dataCenterOf, type GroupConfig, type OwnSite, ownServer, splitEndpoint } from '@berth/installation';
import { compareText, type DesiredGroup, type DesiredGtmServer } from '@berth/messages';
import { monitorOf } from './plan-service.ts';

type Before = Pick<DesiredGroup, 'bigip' | 'left'>;

/** `before`: what is stored. There are no servers where every site refers to what is there. */
export function planGroup({ name, bigip, cleared, sites }: GroupConfig, before: Before | undefined): Omit<DesiredGroup, 'epoch'> {
  const own = sites.filter((site) => site.own === true);
  const dataCenters = own.map(dataCenterOf).filter(({ isMade }) => isMade);
  const left = new Set([...(before?.left ?? []), ...(before?.bigip === undefined ? [] : [before.bigip])]);
  for (const known of [bigip, ...cleared]) left.delete(known);
  return {
    v: 1,
    kind: 'group',
    group: name,
    bigip,
    ...(left.size > 0 && { left: [...left].sort(compareText) }),
    dataCenters: [...new Set(dataCenters.map(({ path }) => path))].sort(compareText),
    servers: own.map(serverOf).sort((a, b) => compareText(a.path, b.path)),
  };
}

function serverOf(config: OwnSite): DesiredGtmServer {
  const { monitor, virtualServers } = config;
  const all = virtualServers.map(({ name, destination, translation }) => {
    return { name, destination: placeOf(destination), ...(translation === undefined ? {} : { translation: placeOf(translation) }) };
  });
  return {
    path: ownServer(config),
    dataCenter: dataCenterOf(config).path,
    address: canonical(config.address ?? all[0]?.destination.address ?? ''),
    monitor: monitorOf(monitor),
    virtualServers: all.toSorted((a, b) => compareText(a.name, b.name)),
  };
}

function placeOf(text: string): { readonly address: string; readonly port: number } {
  const { address, port } = splitEndpoint(text);
  return { address: canonical(address), port };
}
