/** The system itself: version, readiness, saving. */
import { z } from 'zod';
import type { Read, Request } from '../request.ts';
import { onlyStatistics, statistics, Text } from './statistics.ts';

/** The TMOS version, such as `16.1.3`. */
export function getVersion(): Read<string> {
  return {
    request: { method: 'GET', path: '/mgmt/tm/sys/version' },
    schema: onlyStatistics({ Version: Text }).transform(({ Version }) => Version.description),
  };
}

/** Whether what it shows is its whole configuration: not so while it starts. Needs 13.1. */
export function getReady(): Read<'ready' | 'starting'> {
  return {
    request: { method: 'GET', path: '/mgmt/tm/sys/ready' },
    schema: onlyStatistics({ configReady: Text, licenseReady: Text, provisionReady: Text }).transform((entries) =>
      Object.values(entries).every(({ description }) => description === 'yes') ? 'ready' : 'starting',
    ),
  };
}

/** Whether a module such as `gtm` is provisioned. Without it, its paths are no paths at all. */
export function getProvisioned(module: string): Read<'provisioned' | 'not provisioned'> {
  return {
    request: { method: 'GET', path: `/mgmt/tm/sys/provision/${module}` },
    schema: z.object({ level: z.string() }).transform(({ level }) => (level === 'none' ? 'not provisioned' : 'provisioned')),
  };
}

const Modules = z.object({ nestedStats: statistics(z.object({ featureModules: Text.optional() })) });

/** Names of the modules and features in the licence; undefined where it doesn't say. */
export function getLicensed(): Read<readonly string[] | undefined> {
  return {
    request: { method: 'GET', path: '/mgmt/tm/sys/license' },
    // A unit without a licence answers in another form.
    schema: statistics(z.record(z.string(), z.unknown())).transform(({ entries }) => {
      const [license] = Object.values(entries);
      const [, found] = Object.entries(license?.nestedStats.entries ?? {}).find(([name]) => name.endsWith('/active-modules')) ?? [];
      const modules = Modules.safeParse(found);
      if (!modules.success) return undefined;
      return Object.entries(modules.data.nestedStats.entries).flatMap(([url, { nestedStats }]) => {
        const { description = '' } = nestedStats.entries.featureModules ?? {};
        return [
          decodeURIComponent(url.slice(url.lastIndexOf('/') + 1)),
          ...description.matchAll(/"([^"]*)"/g).map(([, name = '']) => name),
        ];
      });
    }),
  };
}

/** Saves one partition and nobody else's unsaved changes. Not part of any transaction. */
export function savePartition(partition: string): Request {
  return { method: 'POST', path: '/mgmt/tm/sys/config', body: { command: 'save', options: [{ partitions: `{ ${partition} }` }] } };
}
