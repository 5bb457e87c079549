/** What each user of NATS may, told apart from how the product works that out. */

/** One key of each kind, and of each engine and BIG-IP where there are several. */
export const keys = [
  'berth-engines docker1',
  'berth-engines docker2',
  'berth-desired ltm.edge.www',
  'berth-desired dns.edge.www',
  'berth-desired gtm.group.www',
  'berth-desired route.edge.docker1',
  'berth-desired ltm.core.www',
  'berth-desired dns.core.www',
  'berth-desired gtm.other.www',
  'berth-desired route.core.docker2',
  'berth-bigips edge',
  'berth-bigips edge.docker1',
  'berth-bigips core',
  'berth-bigips core.docker2',
  'berth-status ltm.edge',
  'berth-status dns.edge',
  'berth-status gtm.group',
  'berth-status route.edge',
  'berth-status route.edge.unit',
  'berth-status ltm.core',
  'berth-status dns.core',
  'berth-status gtm.other',
  'berth-status route.core',
  'berth-status route.core.unit',
  'berth-problems collector-docker1.one',
  'berth-problems collector-docker2.one',
  'berth-problems bus-collector=2Edocker1.one',
  'berth-problems bus-collector=2Edocker2.one',
  'berth-problems bus-ltm-applier.edge.one',
  'berth-problems bus-dns-applier.edge.one',
  'berth-problems bus-route-advisor.edge.one',
  'berth-problems bus-ltm-applier.core.one',
  'berth-problems bus-dns-applier.core.one',
  'berth-problems bus-route-advisor.core.one',
  // As versions before named it.
  'berth-problems bus-ltm-applier.one',
  'berth-problems planner-east.one',
  'berth-problems programs.one',
  'berth-control freeze.edge',
  'berth-control freeze.core',
  'berth-control freeze.=all',
  'berth-control forget.docker1',
  'berth-control installed.edge',
  'berth-control installed.core',
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
  'berth-leases ltm.core',
  'berth-leases dns.core',
  'berth-leases gtm.other',
  'berth-leases route.core',
  'berth-leases route.core.unit',
  'berth-leases bigip.core',
  'berth-leases turn.core',
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
  'berth.audit.ltm.core',
  'berth.audit.dns.core',
  'berth.audit.gtm.other',
  'berth.audit.route.core',
  'berth.engine.docker1',
  'berth.desired.ltm.edge.www',
  'berth.status.ltm.edge',
  'berth.control.freeze.edge',
  '$SRV.PING',
  '$SRV.PING.berth-planner',
] as const;

/** By BIG-IP: the DNS group that is written through it, and an engine of its site. */
const others = { edge: ['group', 'docker1'], core: ['other', 'docker2'] } as const;
type Bigip = keyof typeof others;

/** What the applier of these kinds may with a key for one BIG-IP. */
function ofOne(program: string, kinds: readonly string[], bigip: Bigip) {
  const [group, engine] = others[bigip];
  const targets = kinds.map((kind) => `${kind}.${kind === 'gtm' ? group : bigip}`);
  // Documents for the whole of a BIG-IP may concern one unit each.
  const withUnits = [...targets, ...kinds.filter((kind) => kind === 'route').map((kind) => `${kind}.${bigip}.unit`)];
  return {
    user: `${program}-${bigip}`,
    writes: [
      `berth-bigips ${bigip}`,
      `berth-bigips ${bigip}.${engine}`,
      ...withUnits.map((target) => `berth-status ${target}`),
      `berth-problems bus-${program}.${bigip}.one`,
      `berth-control installed.${bigip}`,
      ...[...withUnits, `bigip.${bigip}`, `turn.${bigip}`].map((lease) => `berth-leases ${lease}`),
    ],
    reads: keys.filter(
      (key) =>
        [`berth-control freeze.${bigip}`, 'berth-control freeze.=all'].includes(key) ||
        ['ltm', 'dns', 'route'].some((kind) => key === `berth-status ${kind}.${bigip}`) ||
        targets.some((target) => key.startsWith(`berth-desired ${target}.`)),
    ),
    tells: [`berth.heartbeat.${program}.x`, ...targets.map((target) => `berth.audit.${target}`)],
  };
}

/** What it may with the key for all of them. */
function ofAll(program: string, kinds: readonly string[]) {
  const all = (['edge', 'core'] as const).map((bigip) => ofOne(program, kinds, bigip));
  return {
    user: program,
    writes: [...all.flatMap(({ writes }) => writes), ...keys.filter((key) => key === `berth-problems bus-${program}.one`)],
    reads: keys.filter((key) => /^berth-(?:control|status) /.test(key) || all.some(({ reads }) => reads.includes(key))),
    tells: [...new Set(all.flatMap(({ tells }) => tells))],
  };
}

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
  ofAll('ltm-applier', ['ltm']),
  ofAll('dns-applier', ['dns', 'gtm']),
  ofAll('route-advisor', ['route']),
  ofOne('ltm-applier', ['ltm'], 'edge'),
  ofOne('dns-applier', ['dns', 'gtm'], 'edge'),
  ofOne('route-advisor', ['route'], 'edge'),
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
