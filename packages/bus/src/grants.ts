/** Pure: what each user of NATS has to do there, and nothing else. */
import {
  auditSubject,
  type BucketName,
  bigipKey,
  bucketNames,
  controlFilters,
  encodeToken,
  engineHeartbeats,
  engineKey,
  forgetFilter,
  heartbeats,
  installedKey,
  leaseKey,
  memberStatesFilter,
  problemFilter,
  statusKey,
  targetFilter,
} from '@berth/messages';
import { streamNames } from './buckets.ts';
import { type ApplierName, type NatsUser, type OneBigip, targetKinds } from './nats-user.ts';

export type Grants = {
  /** Keys by bucket and filter; whoever may write a key may read it. */
  readonly writes: Keys;
  readonly reads: Keys;
  /** Plain subjects. */
  readonly tells: readonly string[];
  readonly hears: readonly string[];
  /** Where that is less than it asks to hear: what comes to it. */
  readonly comes?: readonly string[];
  /** Streams besides those of the buckets that it looks at, since it tells what they keep. */
  readonly keeps: readonly string[];
  /** Buckets and streams that it makes. Whoever makes one says where NATS copies what is written there. */
  readonly makes: 'all' | 'none';
  /** answers: as this program, to whoever asks by NATS's service protocol. */
  readonly discovery: { readonly kind: 'answers'; readonly program: string } | { readonly kind: 'asks' } | { readonly kind: 'none' };
};

type Keys = readonly (readonly [BucketName, string])[];

export function grantsOf(user: NatsUser): Grants {
  switch (user.kind) {
    case 'collector': {
      const { engine } = user;
      return running('collector', {
        writes: [
          ['berth-engines', engineKey(engine)],
          ['berth-leases', leaseKey('collector', engine)],
          ['berth-problems', problemFilter(`collector-${engine}`)],
          ['berth-problems', problemFilter(`bus-${leaseKey('collector', engine)}`)],
        ],
        tells: [engineHeartbeats(engine), containersOf(engine)],
        keeps: ['berth-changes'],
      });
    }
    case 'planner':
      return running('planner', {
        writes: [
          ['berth-desired', '>'],
          ['berth-leases', 'planner.*'],
          ['berth-leases', '=programs'],
          // A decision about an engine ends when it is seen again.
          ['berth-control', forgetFilter],
          // It makes all buckets, and tells what is wrong with them and with all programs.
          ['berth-problems', '>'],
        ],
        reads: [
          ['berth-engines', '>'],
          ['berth-bigips', '>'],
          ['berth-control', '>'],
          ['berth-status', '>'],
        ],
        tells: [heartbeats('planner')],
        hears: ['berth.heartbeat.>'],
        keeps: streamNames,
        makes: 'all',
      });
    case 'applier': {
      const { program, only } = user;
      if (only !== undefined) return ofOneBigip(program, only);
      const kinds = targetKinds[program];
      return running(program, {
        writes: [
          ...kinds.map((kind) => ['berth-status', `${kind}.>`] as const),
          // One of a unit has a further token.
          ...kinds.map((kind) => ['berth-leases', `${kind}.>`] as const),
          ...['bigip', 'turn'].map((what) => ['berth-leases', `${what}.*`] as const),
          ['berth-bigips', '>'],
          ['berth-control', 'installed.*'],
          ['berth-problems', problemFilter(`bus-${program}`)],
        ],
        reads: [
          ...kinds.map((kind) => ['berth-desired', `${kind}.>`] as const),
          ['berth-control', '>'],
          // Whose changes a device group waits for: the appliers of one BIG-IP synchronise each other's.
          ['berth-status', '>'],
        ],
        tells: [heartbeats(program), ...kinds.map((kind) => `berth.audit.${kind}.*`)],
        // For how long changes take to reach the BIG-IP.
        hears: ['berth.container.>'],
        keeps: ['berth-audit'],
      });
    }
    case 'operator':
      return {
        ...nothing,
        writes: [['berth-control', '>']],
        reads: bucketNames.map((bucket) => [bucket, '>'] as const),
        hears: ['berth.>'],
      };
    case 'reader':
      return { ...nothing, hears: ['berth.>'], discovery: { kind: 'asks' } };
    default:
      return user satisfies never;
  }
}

/** What an applier has to do for one BIG-IP, and for the DNS groups that are written through it. */
function ofOneBigip(program: ApplierName, { bigip, groups, engines }: OneBigip): Grants {
  const kinds = targetKinds[program];
  const targets = kinds.flatMap((kind) => (kind === 'gtm' ? groups : [bigip]).map((name) => ({ kind, name })));
  const keys = targets.map(({ kind, name }) => statusKey(kind, name));
  // Each unit may have a status, and a lease of the same name.
  const withUnits = [...keys, ...keys.map((key) => `${key}.*`)];
  return running(program, {
    writes: [
      ...withUnits.map((key) => ['berth-status', key] as const),
      ...withUnits.map((key) => ['berth-leases', key] as const),
      ...['bigip', 'turn'].map((what) => ['berth-leases', leaseKey(what, bigip)] as const),
      ['berth-bigips', bigipKey(bigip)],
      ['berth-bigips', memberStatesFilter(bigip)],
      ['berth-control', installedKey(bigip)],
      ['berth-problems', problemFilter(`bus-${program}`, bigip)],
    ],
    reads: [
      ...targets.map(({ kind, name }) => ['berth-desired', targetFilter(kind, name)] as const),
      ...controlFilters(bigip).map((filter) => ['berth-control', filter] as const),
      ...(['ltm', 'dns', 'route'] as const).map((kind) => ['berth-status', statusKey(kind, bigip)] as const),
    ],
    tells: [heartbeats(program), ...targets.map(({ kind, name }) => auditSubject(kind, name))],
    hears: ['berth.container.>'],
    comes: engines.map(containersOf),
    keeps: ['berth-audit'],
  });
}

/** What is told of an engine's containers. */
function containersOf(engine: string): string {
  return `berth.container.${encodeToken(engine)}.*`;
}

const nothing: Grants = { writes: [], reads: [], tells: [], hears: [], keeps: [], makes: 'none', discovery: { kind: 'none' } };

function running(program: string, own: Partial<Grants>): Grants {
  return { ...nothing, ...own, discovery: { kind: 'answers', program } };
}
