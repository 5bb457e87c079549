/** What each user of NATS may, told apart from how the product works that out. */

/** One key of each kind, and of each engine where there are several. */
export const keys = [
  'berth-engines docker1',
  'berth-engines docker2',
  'berth-desired ltm.edge.www',
  'berth-desired dns.edge.www',
  'berth-desired gtm.group.www',
  'berth-desired route.edge.docker1',
  'berth-bigips edge',
  'berth-status ltm.edge',
  'berth-status dns.edge',
  'berth-status gtm.group',
  'berth-status route.edge',
  'berth-status route.edge.unit',
  'berth-problems collector-docker1.one',
  'berth-problems collector-docker2.one',
  'berth-problems bus-collector=2Edocker1.one',
  'berth-problems bus-collector=2Edocker2.one',
  'berth-problems bus-ltm-applier.one',
  'berth-problems bus-dns-applier.one',
  'berth-problems bus-route-advisor.one',
  'berth-problems planner-east.one',
  'berth-problems programs.one',
  'berth-control freeze.edge',
  'berth-control forget.docker1',
  'berth-control installed.edge',
  'berth-leases collector.docker1',
  'berth-leases collector.docker2',
  'berth-leases planner.east',
  'berth-leases =programs',
  'berth-leases ltm.edge',
  'berth-leases dns.edge',
  'berth-leases gtm.group',
  'berth-leases route.edge',
  'berth-leases route.edge.unit',
  'berth-leases bigip.edge',
  'berth-leases turn.edge',
] as const;
/** Plain subjects: one of each kind, and some that are for no user to publish to. */
export const subjects = [
  'berth.heartbeat.collector.x.docker1',
  'berth.heartbeat.collector.x.docker2',
  'berth.heartbeat.collector.x',
  'berth.heartbeat.planner.x',
  'berth.heartbeat.ltm-applier.x',
  'berth.heartbeat.dns-applier.x',
  'berth.heartbeat.route-advisor.x',
  'berth.container.docker1.abc',
  'berth.container.docker2.abc',
  'berth.audit.ltm.edge',
  'berth.audit.dns.edge',
  'berth.audit.gtm.group',
  'berth.audit.route.edge',
  'berth.engine.docker1',
  'berth.desired.ltm.edge.www',
  'berth.status.ltm.edge',
  'berth.control.freeze.edge',
  '$SRV.PING',
  '$SRV.PING.berth-planner',
] as const;

/** `units`: targets that are one unit of a BIG-IP, under documents of the whole. */
const ofApplier = (program: string, targets: readonly string[], units: readonly string[] = []) => ({
  user: program,
  writes: [
    'berth-bigips edge',
    ...[...targets, ...units].map((target) => `berth-status ${target}`),
    `berth-problems bus-${program}.one`,
    'berth-control installed.edge',
    ...[...targets, ...units, 'bigip.edge', 'turn.edge'].map((lease) => `berth-leases ${lease}`),
  ],
  reads: keys.filter(
    (key) => /^berth-(?:control|status) /.test(key) || targets.some((target) => key.startsWith(`berth-desired ${target}.`)),
  ),
  tells: [`berth.heartbeat.${program}.x`, ...targets.map((target) => `berth.audit.${target}`)],
});

/** Every user, with what it may. */
export const users: readonly {
  readonly user: string;
  readonly writes: readonly string[];
  /** Besides those that it writes. */
  readonly reads: readonly string[];
  readonly tells: readonly string[];
}[] = [
  {
    user: 'collector-docker1',
    writes: [
      'berth-engines docker1',
      'berth-problems collector-docker1.one',
      'berth-problems bus-collector=2Edocker1.one',
      'berth-leases collector.docker1',
    ],
    reads: [],
    tells: ['berth.heartbeat.collector.x.docker1', 'berth.container.docker1.abc'],
  },
  {
    user: 'planner',
    writes: [
      ...keys.filter((key) => /^berth-(?:desired|problems) /.test(key)),
      'berth-control forget.docker1',
      'berth-leases planner.east',
      'berth-leases =programs',
    ],
    reads: keys.filter((key) => /^berth-(?:engines|bigips|status|control) /.test(key)),
    tells: ['berth.heartbeat.planner.x'],
  },
  ofApplier('ltm-applier', ['ltm.edge']),
  ofApplier('dns-applier', ['dns.edge', 'gtm.group']),
  ofApplier('route-advisor', ['route.edge'], ['route.edge.unit']),
  { user: 'operator', writes: keys.filter((key) => key.startsWith('berth-control ')), reads: keys, tells: [] },
  { user: 'reader', writes: [], reads: [], tells: ['$SRV.PING', '$SRV.PING.berth-planner'] },
];

export function bucketOf(key: string): string {
  return key.split(' ')[0] ?? '';
}

export function subjectOf(key: string): string {
  return `$KV.${key.replace(' ', '.')}`;
}

/** Who holds a lease, whoever holds any may ask the leader of that bucket. */
export function isReadByKey(key: string): boolean {
  return bucketOf(key) !== 'berth-leases';
}
