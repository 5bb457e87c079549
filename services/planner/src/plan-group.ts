/** Pure: what the wide IPs of one DNS group share: the data centers and servers that it is to have of its own. */
import { canonical } from '@berth/convention';
import { type GroupConfig, type OwnSite, ownServer, splitEndpoint } from '@berth/installation';
import { compareText, type DesiredGroup, type DesiredGtmServer } from '@berth/messages';
import { monitorOf } from './plan-service.ts';

/** None where every site refers to what is there. */
export function planGroup({ name, sites }: GroupConfig): Omit<DesiredGroup, 'epoch'> {
  const own = sites.filter((site) => site.own === true);
  // A full path is there already.
  const dataCenters = own.filter(({ dataCenter }) => dataCenter?.startsWith('/') !== true).map(dataCenterOf);
  return {
    v: 1,
    kind: 'group',
    group: name,
    dataCenters: [...new Set(dataCenters)].sort(compareText),
    servers: own.map(serverOf).sort((a, b) => compareText(a.path, b.path)),
  };
}

function dataCenterOf({ site, dataCenter = site }: OwnSite): string {
  return dataCenter.startsWith('/') ? dataCenter : `/Common/${dataCenter}`;
}

function serverOf(config: OwnSite): DesiredGtmServer {
  const { monitor, virtualServers } = config;
  const all = virtualServers.map(({ name, destination, translation }) => {
    return { name, destination: placeOf(destination), ...(translation === undefined ? {} : { translation: placeOf(translation) }) };
  });
  return {
    path: ownServer(config),
    dataCenter: dataCenterOf(config),
    address: canonical(config.address ?? all[0]?.destination.address ?? ''),
    monitor: monitorOf(monitor),
    virtualServers: all.toSorted((a, b) => compareText(a.name, b.name)),
  };
}

function placeOf(text: string): { readonly address: string; readonly port: number } {
  const { address, port } = splitEndpoint(text);
  return { address: canonical(address), port };
}
