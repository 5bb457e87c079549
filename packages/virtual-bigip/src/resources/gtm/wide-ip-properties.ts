/** What wide IPs have that is no plain value: pools in an order, the pool of last resort, other names. */

import { absolute } from '../../configuration/names.ts';
import { asList, asObject, asText, link, notFound, otherPartition } from '../../configuration/properties.ts';
import { invalidValue, tmsh } from '../../configuration/refusal.ts';
import type { Property, Values } from '../../configuration/resource.ts';
import { isBefore } from '../../configuration/version.ts';
import { leadsToAddresses, POOL_TYPES, type PoolType } from './pool-types.ts';

export type ChosenPool = { readonly path: string; readonly order: number; readonly ratio: number };

/** `[{ name, order, ratio }]`, where a pool without an order stands behind those before it. */
export function pools(type: PoolType): Property {
  const namespace = `gtm/pool/${type}`;
  const chosen = (value: unknown): readonly ChosenPool[] => value as readonly ChosenPool[]; // as `parse` makes them
  return {
    parse: (value, { name }) => {
      const list = asList(value, name).map((entry, at) => {
        const given = typeof entry === 'string' ? { name: entry } : asObject(entry, name);
        const { name: pool, partition = 'Common', order = at, ratio = 1, nameReference: _, ...rest } = given;
        if (typeof pool !== 'string' || pool === '' || typeof partition !== 'string') throw invalidValue(name, entry);
        if (Object.keys(rest).length > 0 || !isCount(order)) throw invalidValue(name, entry);
        if (!isCount(ratio)) throw invalidValue('ratio', ratio);
        return { path: pool.startsWith('/') ? pool : `/${partition}/${pool}`, order, ratio };
      });
      const twice = list.find(({ path }, at) => list.findIndex((other) => other.path === path) !== at);
      if (twice !== undefined) throw invalidValue(name, twice.path);
      return list.length === 0 ? undefined : list.toSorted((a, b) => a.order - b.order);
    },
    refersTo: {
      namespace,
      paths: (value) => chosen(value).map(({ path }) => path),
      missing: notFound('Pool'),
      foreign: otherPartition('wide IP', 'pools'),
    },
    render: (value, view) => ({
      [type === 'cname' ? 'poolsCname' : 'pools']: chosen(value).map(({ path, order, ratio }) => ({
        name: path.slice(path.lastIndexOf('/') + 1),
        partition: path.split('/')[1] ?? 'Common',
        order,
        ratio,
        nameReference: link(namespace, path, view),
      })),
    }),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
}

export function poolsOf(value: unknown): readonly ChosenPool[] {
  return (value as readonly ChosenPool[] | undefined) ?? []; // as its property takes them
}

/** `a /Common/p`: with the type in front. It is told as empty when there is none, which since 14.1.4 can't be said. */
export function lastResortPool(own: PoolType): Property {
  const types: readonly PoolType[] = leadsToAddresses(own) ? [own, 'cname'] : [own];
  return {
    initial: '',
    parse: (value, { name, device }) => {
      const said = asText(value, name);
      if (said === 'none' || (said === '' && isBefore(device.version, '14.1.4'))) return undefined;
      if (said === '') throw tmsh('"last-resort-pool" requires a value');
      const [type, path, ...more] = said.split(' ');
      if (path === undefined || path === '' || more.length > 0 || !types.some((known) => known === type)) throw invalidValue(name, said);
      return `${type} ${absolute(path)}`;
    },
  };
}

export function lastResortOf(properties: Values): { readonly type: PoolType; readonly path: string } | undefined {
  const [word, path] = String(properties['lastResortPool'] ?? '').split(' ');
  const type = POOL_TYPES.find((known) => known === word);
  return type === undefined || path === undefined ? undefined : { type, path };
}

/** Other names, in a list without order. */
export function aliases(): Property {
  return {
    parse: (value, { name }) => {
      const list = asList(value, name).map((alias) => asText(alias, name).replaceAll('\\', ''));
      const wrong = list.find((alias) => !/^(?:[A-Za-z0-9_*?-]+\.)*[A-Za-z0-9_*?-]+$/.test(alias));
      if (wrong !== undefined) throw invalidValue(name, wrong);
      return list.length === 0 ? undefined : [...new Set(list)].toSorted((a, b) => (a < b ? -1 : 1));
    },
  };
}
