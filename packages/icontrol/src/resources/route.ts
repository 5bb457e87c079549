/** Static routes. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Route = z
  .object({ fullPath: z.string(), network: z.string(), gw: z.string().default(''), description: z.string().default('') })
  .transform(({ fullPath, ...rest }) => ({ path: fullPath, ...rest }));
/** `network` is `10.0.0.0%44/8`, `default` or `default-inet6`; `gw` is empty where it leads somewhere else than to an address. */
export type Route = z.infer<typeof Route>;

/** What is written of a route. */
export type RouteSettings = Pick<Route, 'network' | 'gw' | 'description'>;

const path = '/mgmt/tm/net/route';

/** Of every partition. */
export function listRoutes(): List<Route> {
  return { path, query: { $select: 'fullPath,network,gw,description' }, schema: Route, pageSize: 500 };
}

export function getRoute(route: string): Read<Route> {
  return { request: { method: 'GET', path: `${path}/${idOf(route)}` }, schema: Route };
}

export function createRoute(route: string, settings: RouteSettings): Request {
  return { method: 'POST', path, body: { ...locate(route), ...settings } };
}

/** The network is fixed: for another one the route is removed and made anew. */
export function modifyRoute(route: string, settings: Partial<Omit<RouteSettings, 'network'>>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(route)}`, body: settings };
}

export function deleteRoute(route: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(route)}` };
}
