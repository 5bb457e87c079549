/** Pure: what each user of NATS has to do there, and nothing else. */
import {
  type BucketName,
  bucketNames,
  encodeToken,
  engineHeartbeats,
  engineKey,
  forgetFilter,
  heartbeats,
  leaseKey,
  problemFilter,
} from '@berth/messages';
import { streamNames } from './buckets.ts';
import { type NatsUser, targetKinds } from './nats-user.ts';

export type Grants = {
  /** Keys by bucket and filter; whoever may write a key may read it. */
  readonly writes: Keys;
  readonly reads: Keys;
  /** Plain subjects. */
  readonly tells: readonly string[];
  readonly hears: readonly string[];
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
        tells: [engineHeartbeats(engine), `berth.container.${encodeToken(engine)}.*`],
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
      const { program } = user;
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

const nothing: Grants = { writes: [], reads: [], tells: [], hears: [], keeps: [], makes: 'none', discovery: { kind: 'none' } };

function running(program: string, own: Partial<Grants>): Grants {
  return { ...nothing, ...own, discovery: { kind: 'answers', program } };
}
