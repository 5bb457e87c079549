/** GTM's servers with their virtual servers: what wide IPs lead to. */
import { z } from 'zod';
import type { List } from '../../list.ts';
import { idOf, locate, normalAddress } from '../../paths.ts';
import type { Read, Request } from '../../request.ts';
import { MonitorExpression, monitorToWrite } from '../monitor.ts';

/** `destination` is `10.0.0.1:80` or `2001:db8::1.80`; `translation` is the same, and empty where none is set. */
const VirtualServer = z
  .object({
    name: z.string(),
    description: z.string().default(''),
    destination: z.string(),
    translationAddress: z.string().default('none'),
    translationPort: z.union([z.int(), z.string()]).default(0),
  })
  .transform(({ name, description, destination, translationAddress, translationPort }) => ({
    name,
    settings: {
      description,
      destination: normalPlace(destination),
      translation: translationAddress === 'none' ? '' : gtmPlace(normalOr(translationAddress), portOf(String(translationPort))),
    },
  }));
export type VirtualServer = z.infer<typeof VirtualServer>;
export type VirtualServerSettings = VirtualServer['settings'];

const Server = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    datacenter: z.string(),
    product: z.string(),
    monitor: MonitorExpression,
    addresses: z.array(z.object({ name: z.string() })).default([]),
    virtualServersReference: z.object({ items: z.array(VirtualServer).default([]) }).default({ items: [] }),
  })
  .transform(({ fullPath, datacenter, addresses, virtualServersReference, ...rest }) => ({
    path: fullPath,
    settings: { ...rest, dataCenter: datacenter, addresses: addresses.map(({ name }) => normalOr(name)).sort() },
    virtualServers: virtualServersReference.items,
  }));
export type Server = z.infer<typeof Server>;
export type ServerSettings = Server['settings'];

const path = '/mgmt/tm/gtm/server';
const expand = { expandSubcollections: 'true' };

export function listServers(): List<Server> {
  return { path, partition: 'Common', query: expand, schema: Server, pageSize: 50 };
}

export function getServer(server: string): Read<Server> {
  return { request: { method: 'GET', path: `${path}/${idOf(server)}`, query: expand }, schema: Server };
}

/** A server and its virtual servers in one request. Nothing is discovered by itself, since that adds and removes virtual servers. */
export function createServer(server: string, settings: ServerSettings, virtualServers: readonly VirtualServer[]): Request {
  const body = { ...locate(server), ...toWrite(server, settings), virtualServerDiscovery: 'disabled', linkDiscovery: 'disabled' };
  return {
    method: 'POST',
    path,
    body: { ...body, ...(virtualServers.length > 0 && { virtualServers: virtualServers.map(virtualServerBody) }) },
  };
}

/** Its virtual servers stay as they are. */
export function modifyServer(server: string, settings: Partial<ServerSettings>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(server)}`, body: toWrite(server, settings) };
}

export function deleteServer(server: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(server)}` };
}

export function createVirtualServer(server: string, virtualServer: VirtualServer): Request {
  return { method: 'POST', path: virtualServersPath(server), body: virtualServerBody(virtualServer) };
}

export function modifyVirtualServer(server: string, name: string, settings: Partial<VirtualServerSettings>): Request {
  return { method: 'PATCH', path: `${virtualServersPath(server)}/${idOf(name)}`, body: virtualServerSettings(settings) };
}

export function deleteVirtualServer(server: string, name: string): Request {
  return { method: 'DELETE', path: `${virtualServersPath(server)}/${idOf(name)}` };
}

/** Address and port as GTM writes them: IPv6 has a dot before the port. */
export function gtmPlace(address: string, port: number): string {
  return `${address}${address.includes(':') ? '.' : ':'}${port}`;
}

function virtualServersPath(server: string): string {
  return `${path}/${idOf(server)}/virtual-servers`;
}

function toWrite(server: string, { dataCenter, addresses, monitor, ...rest }: Partial<ServerSettings>): object {
  const deviceName = locate(server).name;
  return {
    ...rest,
    ...(dataCenter !== undefined && { datacenter: dataCenter }),
    ...(monitor !== undefined && { monitor: monitorToWrite(monitor) }),
    ...(addresses !== undefined && { addresses: addresses.map((name) => ({ name, deviceName, translation: 'none' })) }),
  };
}

function virtualServerBody({ name, settings }: VirtualServer): object {
  return { name, ...virtualServerSettings(settings) };
}

function virtualServerSettings({ translation, ...rest }: Partial<VirtualServerSettings>): object {
  if (translation === undefined) return rest;
  if (translation === '') return { ...rest, translationAddress: 'none', translationPort: 0 };
  const { address, port } = splitPlace(translation);
  return { ...rest, translationAddress: address, translationPort: portOf(port) };
}

/** `10.0.0.1:http` of some versions → `10.0.0.1:80`; a partition in front is left out. */
function normalPlace(text: string): string {
  const { address, port } = splitPlace(text.slice(text.lastIndexOf('/') + 1));
  return gtmPlace(normalOr(address), portOf(port));
}

function splitPlace(text: string): { readonly address: string; readonly port: string } {
  const at = text.lastIndexOf(text.split(':').length > 2 ? '.' : ':');
  return { address: text.slice(0, at), port: text.slice(at + 1) };
}

const services: Readonly<Record<string, number>> = { any: 0, domain: 53, http: 80, https: 443, 'http-alt': 8080 };

/** 0 for a name that isn't known here: it is a difference then. */
function portOf(text: string): number {
  return services[text] ?? (/^\d+$/.test(text) ? Number(text) : 0);
}

/** What is no address stays as it is. */
function normalOr(address: string): string {
  try {
    return normalAddress(address);
  } catch (error) {
    if (error instanceof RangeError) return address;
    throw error;
  }
}
