/** What the unit says about itself and the commands it takes: `sys/version`, `sys/ready`, `sys/config`, `cm/sync-status`. */

import { icrd, tmsh } from '../configuration/refusal.ts';
import { selfLink } from '../configuration/render.ts';
import type { JsonObject, View } from '../configuration/resource.ts';
import { nested } from '../configuration/statistics.ts';
import { isBefore } from '../configuration/version.ts';

/** Saving and loading, as far as the state directory goes. */
export type Saving = {
  /** Saves all, or these partitions. */
  readonly save: (partitions: readonly string[] | undefined) => void;
  /** Makes the running configuration what is saved. */
  readonly load: () => void;
};

/** Whether this version has such a path besides the resources. */
export function isSystemPath(path: string, version: string): boolean {
  return ['sys/version', 'sys/config', 'cm/sync-status'].includes(path) || (path === 'sys/ready' && !isBefore(version, '13.1'));
}

/** The answer to a request for one of them; undefined if it doesn't take the method. */
export function system(method: string, path: string, body: JsonObject, view: View, saving: Saving): JsonObject | undefined {
  if (path === 'sys/config') return method === 'POST' ? configCommand(body, saving) : undefined;
  if (method !== 'GET') return undefined;
  if (path === 'sys/version') return tree(path, '0', versionEntries(view.device.version), view);
  if (path === 'sys/ready') return tree(path, '0', nested({ configReady: 'yes', licenseReady: 'yes', provisionReady: 'yes' }), view);
  return tree(path, '0', syncEntries(), view);
}

function tree(path: string, item: string, entries: JsonObject, view: View): JsonObject {
  const kind = `tm:${path.replaceAll('/', ':')}:${path.split('/').at(-1) ?? ''}stats`;
  return { kind, selfLink: selfLink(path, view), entries: { [`https://localhost/mgmt/tm/${path}/${item}`]: { nestedStats: { entries } } } };
}

function versionEntries(version: string): JsonObject {
  return nested({
    Build: '0.0.1',
    Date: 'Tue Jan  7 10:12:40 PST 2025',
    Edition: version.split('.').length > 3 || !/\.0$/.test(version) ? 'Point Release' : 'Final',
    Product: 'BIG-IP',
    Title: 'Main Package',
    Version: version,
  });
}

function syncEntries(): JsonObject {
  const details = 'https://localhost/mgmt/tm/cm/syncStatus/0/details';
  const detail = { nestedStats: { entries: nested({ details: 'Optional action: Add a device to the trust domain' }) } };
  return {
    ...nested({ color: 'green' }),
    [details]: { nestedStats: { entries: { [`${details}/0`]: detail } } },
    ...nested({ mode: 'standalone', status: 'Standalone', summary: ' ' }),
  };
}

function configCommand({ command, options, ...rest }: JsonObject, saving: Saving): JsonObject {
  const unknown = Object.keys(rest).find((name) => name !== 'kind');
  if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
  const given = options === undefined ? {} : Object.assign({}, ...(Array.isArray(options) ? options : [options]));
  const echo = { ...(options === undefined ? {} : { options }) };
  if (command === 'save') {
    const { partitions, ...more } = given as JsonObject;
    const surplus = Object.keys(more)[0];
    if (surplus !== undefined) throw tmsh(`unexpected argument "${surplus}"`);
    saving.save(partitionsOf(partitions));
    return { kind: 'tm:sys:config:savestate', command, ...echo };
  }
  if (command === 'load') {
    const surplus = Object.keys(given)[0];
    if (surplus !== undefined) throw icrd(400, `Loading with "${surplus}" is not simulated.`);
    saving.load();
    return { kind: 'tm:sys:config:loadstate', command, ...echo };
  }
  throw tmsh(`invalid property value "command":"${String(command)}"`);
}

/** `{ T1 T2 }`, `T1`; `all` and nothing mean all. */
function partitionsOf(value: JsonObject[string] | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  const names = String(value)
    .split(/[\s{}]+/)
    .filter((name) => name !== '');
  return names.length === 0 || names.includes('all') ? undefined : names;
}
