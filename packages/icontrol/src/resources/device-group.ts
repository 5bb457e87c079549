/** Units of a device group: which of them is active, whether their configurations are one, and making them so. */
import { z } from 'zod';
import { idOf } from '../paths.ts';
import type { Read, Request } from '../request.ts';
import { statistics, Text } from './statistics.ts';

/** The unit's own name among the devices that trust each other. Full path. */
export function getOwnDevice(): Read<string> {
  const device = z.object({ fullPath: z.string(), selfDevice: z.string().default('false') });
  return {
    request: { method: 'GET', path: '/mgmt/tm/cm/device', query: { $select: 'fullPath,selfDevice' } },
    schema: z.object({ items: z.array(device).default([]) }).transform(({ items }, context) => {
      const own = items.find(({ selfDevice }) => selfDevice === 'true');
      if (own !== undefined) return own.fullPath;
      context.addIssue('none of its devices is itself');
      return z.NEVER;
    }),
  };
}

/** BIG-IP's own word for each device, by its full path: `active`, `standby`, `offline`, `forced-offline`, … */
export type FailoverStates = ReadonlyMap<string, string>;

/** How the units stand to a traffic group, as the one that is asked sees it. Full path. */
export function getFailoverStates(trafficGroup: string): Read<FailoverStates> {
  const entry = z.object({ deviceName: Text, failoverState: Text, trafficGroup: Text });
  return {
    request: { method: 'GET', path: `/mgmt/tm/cm/traffic-group/${idOf(trafficGroup)}/stats` },
    schema: statistics(entry).transform(
      ({ entries }) =>
        new Map(
          Object.values(entries)
            .map(({ nestedStats }) => nestedStats.entries)
            .filter((stated) => stated.trafficGroup.description === trafficGroup)
            .map(({ deviceName, failoverState }) => [deviceName.description, failoverState.description]),
        ),
    ),
  };
}

export type SyncStatus = {
  /** `In Sync`, `Changes Pending`, `Sync Failure`, … */
  readonly status: string;
  /** `standalone` or `high-availability`. */
  readonly mode: string;
  /** `green`, `yellow`, `red`, `blue`, …: how much it matters. */
  readonly color: string;
  readonly summary: string;
  /** What it says of each unit and group, and what to do. */
  readonly details: readonly string[];
};

/** Over all groups of the unit that is asked. */
export function getSyncStatus(): Read<SyncStatus> {
  const lines = z.object({ nestedStats: statistics(z.object({ details: Text })) });
  return {
    request: { method: 'GET', path: '/mgmt/tm/cm/sync-status' },
    schema: statistics(z.record(z.string(), z.unknown())).transform(({ entries }, context) => {
      const [told] = Object.values(entries);
      const found = z.object({ status: Text, mode: Text, color: Text, summary: Text }).safeParse(told?.nestedStats.entries);
      if (!found.success) {
        context.addIssue('it has no status');
        return z.NEVER;
      }
      const { status, mode, color, summary } = found.data;
      const [, under] = Object.entries(told?.nestedStats.entries ?? {}).find(([name]) => name.endsWith('/details')) ?? [];
      const written = lines.safeParse(under);
      const details = written.success
        ? Object.values(written.data.nestedStats.entries).map(({ nestedStats }) => nestedStats.entries.details.description.trim())
        : [];
      return {
        status: status.description,
        mode: mode.description,
        color: color.description,
        summary: summary.description.trim(),
        details,
      };
    }),
  };
}

/** A group of units. `auto`: each change is synchronised by BIG-IP itself; `saves`: then it is saved on the other units too. */
export type DeviceGroup = {
  readonly path: string;
  readonly type: string;
  readonly sync: 'auto' | 'manual';
  readonly autoSave: 'saves' | 'leaves';
};

export function listDeviceGroups(): Read<readonly DeviceGroup[]> {
  const group = z
    .object({
      fullPath: z.string(),
      type: z.string(),
      autoSync: z.string().default('disabled'),
      saveOnAutoSync: z.string().default('false'),
    })
    .transform(
      ({ fullPath, type, autoSync, saveOnAutoSync }): DeviceGroup => ({
        path: fullPath,
        type,
        sync: autoSync === 'enabled' ? 'auto' : 'manual',
        autoSave: saveOnAutoSync === 'true' ? 'saves' : 'leaves',
      }),
    );
  return {
    request: { method: 'GET', path: '/mgmt/tm/cm/device-group', query: { $select: 'fullPath,type,autoSync,saveOnAutoSync' } },
    schema: z.object({ items: z.array(group).default([]) }).transform(({ items }) => items),
  };
}

/** Makes the configuration of the whole group the asked unit's own. It only begins then: its status tells how it went. */
export function synchroniseGroup(group: string): Request {
  return {
    method: 'POST',
    path: '/mgmt/tm/cm',
    body: { command: 'run', utilCmdArgs: `config-sync to-group ${group.replace(/^\/Common\//, '')}` },
  };
}
