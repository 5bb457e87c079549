/** Pure: what each user of NATS may publish and subscribe to, so that the server refuses whatever a program has no business with. */
import {
  type BucketName,
  bucketNames,
  compareText,
  encodeToken,
  engineKey,
  forgetFilter,
  leaseKey,
  problemFilter,
  type TargetKind,
} from '@berth/messages';
import { streamOf } from './buckets.ts';

/** Who connects. A collector has a user for each engine, as it may stand on a host that others control. */
export type NatsUser =
  | { readonly kind: 'collector'; readonly engine: string }
  | { readonly kind: 'planner' }
  | { readonly kind: 'applier'; readonly program: keyof typeof targetKinds }
  /** Whoever uses the `berth` command. */
  | { readonly kind: 'operator' }
  /** Follows topics with any NATS client, and changes nothing. */
  | { readonly kind: 'reader' };

/** Subjects of NATS. */
export type Permissions = {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** Whether it may answer once wherever a message that it receives says. */
  readonly answers: boolean;
};

/** What each applier applies. */
const targetKinds = {
  'ltm-applier': ['ltm'],
  'dns-applier': ['dns', 'gtm'],
  'route-advisor': ['route'],
} as const satisfies Readonly<Record<string, readonly TargetKind[]>>;

type Keys = readonly (readonly [BucketName, string])[];
type Grants = {
  /** Keys by bucket and filter; whoever may write a key may read it, and make its bucket. */
  readonly writes: Keys;
  readonly reads: Keys;
  /** Plain subjects. */
  readonly tells: readonly string[];
  readonly hears: readonly string[];
  /** Streams that it makes for what it tells. */
  readonly keeps: readonly string[];
  /** Whether it is asked what it is, or asks the programs. */
  readonly discovery: 'answers' | 'asks';
};

/** Of NATS's service protocol. */
const discovery = '$SRV.>';

/** Where answers for a user arrive. `publicKey`: its nkey, since nobody else may listen there. */
export function inboxOf(publicKey: string): string {
  return `_INBOX_${publicKey}`;
}

/** The name of a user: of its seed's file, and in what is said of it. */
export function userName(user: NatsUser): string {
  switch (user.kind) {
    case 'collector':
      return `collector-${user.engine}`;
    case 'applier':
      return user.program;
    case 'planner':
    case 'operator':
    case 'reader':
      return user.kind;
    default:
      return user satisfies never;
  }
}

/** What a user needs, and nothing else. `publicKey`: its nkey. */
export function permissionsOf(user: NatsUser, publicKey: string): Permissions {
  const grants = grantsOf(user);
  const { writes, reads, tells, hears, keeps } = grants;
  const answers = grants.discovery === 'answers';
  const seen = [...writes, ...reads];
  const publish = [
    ...tells,
    ...(answers ? [] : [discovery]),
    ...writes.map(([bucket, filter]) => `$KV.${bucket}.${filter}`),
    ...writes.map(([bucket]) => `$JS.API.STREAM.CREATE.${streamOf(bucket)}`),
    ...keeps.flatMap((stream) => [`$JS.API.STREAM.INFO.${stream}`, `$JS.API.STREAM.CREATE.${stream}`]),
    ...seen.flatMap(([bucket, filter]) => readingSubjects(bucket, filter)),
  ];
  const subscribe = [`${inboxOf(publicKey)}.>`, ...hears, ...(answers ? [discovery] : [])];
  return { publish: [...new Set(publish)].toSorted(compareText), subscribe, answers };
}

/** What a read of one key, or a watch of those under a filter, asks of JetStream. */
function readingSubjects(bucket: BucketName, filter: string): string[] {
  const stream = streamOf(bucket);
  return [
    `$JS.API.STREAM.INFO.${stream}`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.*.$KV.${bucket}.${filter}`,
    `$JS.API.CONSUMER.DELETE.${stream}.*`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.FC.${stream}.>`,
  ];
}

function grantsOf(user: NatsUser): Grants {
  switch (user.kind) {
    case 'collector': {
      const { engine } = user;
      const source = `collector-${engine}`;
      return running('collector', {
        writes: [
          ['berth-engines', engineKey(engine)],
          ['berth-leases', leaseKey('collector', engine)],
          ['berth-problems', problemFilter(source)],
          ['berth-problems', problemFilter(`bus-${leaseKey('collector', engine)}`)],
        ],
        tells: [`berth.container.${encodeToken(engine)}.>`],
        keeps: ['berth-changes'],
      });
    }
    case 'planner':
      return running('planner', {
        writes: [
          ['berth-desired', '>'],
          ['berth-leases', 'planner.>'],
          // A decision about an engine ends when it is seen again.
          ['berth-control', forgetFilter],
          ['berth-problems', '>'],
        ],
        reads: [
          ['berth-engines', '>'],
          ['berth-bigips', '>'],
          ['berth-control', '>'],
          ['berth-status', '>'],
        ],
      });
    case 'applier': {
      const kinds = targetKinds[user.program];
      return running(user.program, {
        writes: [
          ...kinds.map((kind) => ['berth-status', `${kind}.>`] as const),
          ...[...kinds, 'bigip', 'turn'].map((what) => ['berth-leases', `${what}.>`] as const),
          ['berth-bigips', '>'],
          ['berth-control', 'installed.>'],
          ['berth-problems', '>'],
        ],
        reads: [...kinds.map((kind) => ['berth-desired', `${kind}.>`] as const), ['berth-control', '>']],
        tells: kinds.map((kind) => `berth.audit.${kind}.>`),
        // For how long changes take to reach the BIG-IP.
        hears: ['berth.container.>'],
        keeps: ['berth-audit'],
      });
    }
    case 'operator':
      return {
        writes: [['berth-control', '>']],
        reads: bucketNames.map((bucket) => [bucket, '>'] as const),
        tells: ['berth.ask.>'],
        hears: ['berth.>'],
        keeps: [],
        discovery: 'asks',
      };
    case 'reader':
      return { writes: [], reads: [], tells: [], hears: ['berth.>'], keeps: [], discovery: 'asks' };
    default:
      return user satisfies never;
  }
}

/** What every program does besides: it says what it is, its heartbeat, its own problems, and the watch over all programs, which one of them keeps. */
function running(program: string, own: Partial<Grants> & Pick<Grants, 'writes'>): Grants {
  return {
    writes: [
      ...own.writes,
      ['berth-leases', '=programs'],
      ['berth-problems', problemFilter('programs')],
      ['berth-problems', problemFilter(`bus-${program}`)],
      ['berth-problems', problemFilter('bus-=programs')],
    ],
    reads: own.reads ?? [],
    tells: [...(own.tells ?? []), `berth.heartbeat.${program}.*`],
    hears: [...(own.hears ?? []), 'berth.heartbeat.>'],
    keeps: own.keeps ?? [],
    discovery: 'answers',
  };
}
