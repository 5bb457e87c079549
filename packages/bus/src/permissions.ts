/** Pure: the subjects that each user of NATS may publish and subscribe to, so that the server refuses whatever it has no business with. */
import { type BucketName, bucketNames, compareText } from '@berth/messages';
import { readsFromLeader, streamNames, streamOf } from './buckets.ts';
import { type Grants, grantsOf } from './grants.ts';
import { inboxOf, type NatsUser } from './nats-user.ts';

/** Subjects of NATS. */
export type Permissions = {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** What of others is to come to it, which may be less than it subscribes to. */
  readonly comes: readonly string[];
};

/** The nkeys that permissions are told by. */
export type PublicKeys = {
  readonly own: string;
  /** Of the user `reader`, who asks the programs what they are. */
  readonly reader: string;
};

/** What a user needs. NATS asks by none of it where an answer is to go: that is kept in bounds by an account for each user. */
export function permissionsOf(user: NatsUser, keys: PublicKeys): Permissions {
  const grants = grantsOf(user);
  const publish = [...storing(grants), ...reading(grants), ...grants.tells, ...discovering(grants, keys).publish];
  const subscribing = (hears: readonly string[]) => [`${inboxOf(keys.own)}.>`, ...hears, ...discovering(grants, keys).subscribe];
  const { hears, comes = hears } = grants;
  return { publish: [...new Set(publish)].toSorted(compareText), subscribe: subscribing(hears), comes: subscribing(comes) };
}

/** What it asks of JetStream to write, and to make what it writes to. */
function storing({ writes, keeps, makes }: Grants): string[] {
  const made = makes === 'all' ? [...bucketNames.map(streamOf), ...streamNames] : [];
  return [
    ...writes.map(([bucket, filter]) => `$KV.${bucket}.${filter}`),
    ...keeps.map((stream) => `$JS.API.STREAM.INFO.${stream}`),
    ...made.flatMap((stream) => [`$JS.API.STREAM.INFO.${stream}`, `$JS.API.STREAM.CREATE.${stream}`]),
  ];
}

/** What a read of one key, or a watch of those under a filter, asks of JetStream, which sees to it that a watch has no other filter. */
function reading({ writes, reads }: Grants): string[] {
  return [...writes, ...reads].flatMap(([bucket, filter]) => {
    const stream = streamOf(bucket);
    return [
      `$JS.API.STREAM.INFO.${stream}`,
      readsFromLeader(bucket) ? `$JS.API.STREAM.MSG.GET.${stream}` : `$JS.API.DIRECT.GET.${stream}.${subjectOf(bucket, filter)}`,
      `$JS.API.CONSUMER.CREATE.${stream}.*.${subjectOf(bucket, filter)}`,
      `$JS.FC.${stream}.>`,
    ];
  });
}

function subjectOf(bucket: BucketName, filter: string): string {
  return `$KV.${bucket}.${filter}`;
}

/** NATS's service protocol. Whoever is asked may answer nobody but the user `reader`: who asks says where the answer is to go. */
function discovering({ discovery }: Grants, { reader }: PublicKeys): Pick<Permissions, 'publish' | 'subscribe'> {
  switch (discovery.kind) {
    case 'answers':
      return { publish: [`${inboxOf(reader)}.>`], subscribe: discoverySubjects(discovery.program) };
    case 'asks':
      return { publish: ['$SRV.>'], subscribe: [] };
    case 'none':
      return { publish: [], subscribe: [] };
    default:
      return discovery satisfies never;
  }
}

/** Requests by NATS's service protocol that a program answers: to all, to all of its name, and to one instance. */
export function discoverySubjects(program: string): string[] {
  const name = `berth-${program}`;
  return ['$SRV.*', `$SRV.*.${name}`, `$SRV.*.${name}.*`];
}
