/** What units of a device group answer: whether they are in sync, which is active, and who they are. */

/** The group that a pair forms. */
export const GROUP = 'failover';

export const STATS = 'https://localhost/mgmt/tm/cm/traffic-group/~Common~traffic-group-1';
export const text = (description: unknown) => ({ description });
export const nested = (entries: object) => ({ nestedStats: { entries } });
const lines = (base: string, details: readonly unknown[]) => ({
  [`https://localhost/mgmt/tm/cm/${base}/0/details`]: nested(
    Object.fromEntries(
      details.map((line, at) => [`https://localhost/mgmt/tm/cm/${base}/0/details/${at}`, nested({ details: text(line) })]),
    ),
  ),
});

/** The whole answer of sync-status. */
export function sync(status: string, color: string, summary: string, details: readonly unknown[], mode = 'high-availability') {
  const entries = { color: text(color), ...lines('syncStatus', details), mode: text(mode), status: text(status), summary: text(summary) };
  return {
    status: 200,
    exactly: {
      kind: 'tm:cm:sync-status:sync-statusstats',
      selfLink: 'https://localhost/mgmt/tm/cm/sync-status?ver=17.1.2',
      entries: { 'https://localhost/mgmt/tm/cm/sync-status/0': nested(entries) },
    },
  };
}

export const TRUSTED = 'device_trust_group (In Sync): All devices in the device group are in sync';

/** Of the pair: what is said of its group, and what to do. */
export function pairSync(status: string, color: string, summary: string, ...advice: string[]) {
  return sync(status, color, summary, [
    'bigip2.example.com: connected',
    `${GROUP} (${status}): ${summary}`,
    ...advice.map((line) => ` - ${line}`),
    TRUSTED,
  ]);
}

export const inSync = pairSync('In Sync', 'green', 'All devices in the device group are in sync');
export const pendingOn = (unit: string) =>
  pairSync(
    'Changes Pending',
    'yellow',
    `There is a recent change on ${unit}.`,
    `Recommended action: Synchronize ${unit} to group ${GROUP}`,
  );

export function status(state: string, color: string, summary: string, details: readonly string[] = []) {
  const entries = {
    color: text(color),
    ...(details.length > 0 ? lines('failoverStatus', details) : {}),
    status: text(state),
    summary: text(summary),
  };
  return {
    status: 200,
    exactly: {
      kind: 'tm:cm:failover-status:failover-statusstats',
      selfLink: 'https://localhost/mgmt/tm/cm/failover-status?ver=17.1.2',
      entries: { 'https://localhost/mgmt/tm/cm/failover-status/0': nested(entries) },
    },
  };
}

export const ACTIVE = status('ACTIVE', 'green', '1/1 active', ['active for /Common/traffic-group-1']);
export const STANDBY = status('STANDBY', 'gray', '1/1 standby');

/** One unit in the statistics of the traffic group. */
export function owner(name: string, failoverState: string, nextActive: string, base = `${STATS}/~Common~traffic-group-1`) {
  const key = `${base}:~Common~${name}/stats`;
  const entries = {
    activeReason: text('-'),
    deviceName: text(`/Common/${name}`),
    failoverState: text(failoverState),
    nextActive: text(nextActive),
    previousActive: text('false'),
    trafficGroup: text('/Common/traffic-group-1'),
  };
  return { [key]: { nestedStats: { kind: 'tm:cm:traffic-group:traffic-groupstats', selfLink: `${key}?ver=17.1.2`, entries } } };
}

export function device(name: string, selfDevice: string, failoverState: string) {
  return {
    kind: 'tm:cm:device:devicestate',
    name,
    partition: 'Common',
    fullPath: `/Common/${name}`,
    hostname: name,
    selfDevice,
    failoverState,
    version: '17.1.2',
  };
}

export const trust = (names: readonly string[]) => ({
  kind: 'tm:cm:device-group:device-groupstate',
  name: 'device_trust_group',
  partition: 'Common',
  fullPath: '/Common/device_trust_group',
  generation: 1,
  selfLink: 'https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group?ver=17.1.2',
  asmSync: 'disabled',
  autoSync: 'enabled',
  fullLoadOnSync: 'false',
  incrementalConfigSyncSizeMax: 1024,
  networkFailover: 'disabled',
  saveOnAutoSync: 'false',
  type: 'sync-only',
  devicesReference: {
    link: 'https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group/devices?ver=17.1.2',
    isSubcollection: true,
    items: names.map((name) => ({
      kind: 'tm:cm:device-group:devices:devicesstate',
      name,
      partition: 'Common',
      fullPath: `/Common/${name}`,
      generation: 1,
      selfLink: `https://localhost/mgmt/tm/cm/device-group/~Common~device_trust_group/devices/~Common~${name}?ver=17.1.2`,
      nameReference: { link: `https://localhost/mgmt/tm/cm/device/~Common~${name}?ver=17.1.2` },
    })),
  },
});
