/** One topic: what is under it now, then what comes. */
import type { Message, Store } from '@berth/bus';
import { type BucketName, bucketNames, documents, nearest, topicAddresses } from '@berth/messages';
import { Unanswered } from './unanswered.ts';

/** How long reading what is there may take, ms: a user who may only listen is not answered. */
const patience = 5000;

/** Throws Unanswered for what can't be a topic, and for one under which nothing is ever told. */
export function checkTopic(topic: string): void {
  if (!/^[^\s.]+(?:\.[^\s.]+)*$/.test(topic))
    throw new Unanswered(`"${topic}" is not a topic: its parts are separated by single dots, such as berth.desired.>`);
  if (topicAddresses.some((address) => overlaps(topic, address))) return;
  const known = [...new Set(topicAddresses.map((address) => address.split('.').slice(0, 2).join('.')))];
  const meant = nearest(topic.split('.').slice(0, 2).join('.'), known);
  throw new Unanswered(
    `nothing is ever told under ${topic}${meant === undefined || topic.startsWith(`${meant}.`) ? '' : `; did you mean ${meant}.>?`}\nTopics are: ${topicAddresses.join(', ')}`,
  );
}

/** The last message of each subject that tells a state, then all that come, until `signal` aborts. */
export async function* followTopic(
  store: Pick<Store, 'subscribe' | 'watch'>,
  topic: string,
  signal: AbortSignal,
): AsyncGenerator<Message, void, undefined> {
  const coming = store.subscribe(topic, signal)[Symbol.asyncIterator]();
  // Asked for first, so that nothing falls between what is there and what comes.
  let next = coming.next();
  // Whoever awaits it below hears of a failure.
  next.catch(() => undefined);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const known = new Map<string, number>();
  for (const { bucket, prefix, filter } of bucketsUnder(topic))
    for await (const { entries } of store.watch(bucket, filter, limit)) {
      for (const { key, revision, value } of entries) {
        const subject = `${prefix}.${key}`;
        known.set(subject, revision);
        if (value.kind === 'document') yield { subject, value: value.document, revision };
      }
      break;
    }
  for (;;) {
    const { done, value } = await next;
    if (done === true) return;
    if (value.revision === undefined || value.revision > (known.get(value.subject) ?? 0)) yield value;
    next = coming.next();
  }
}

type Under = { readonly bucket: BucketName; readonly prefix: string; readonly filter: string };

/** The buckets whose documents are told under a topic, and which of them. */
function bucketsUnder(topic: string): Under[] {
  return bucketNames.flatMap((bucket): Under[] => {
    const { topic: prefix } = documents[bucket];
    const filter = prefix === undefined ? undefined : filterUnder(topic.split('.'), prefix.split('.'));
    return prefix === undefined || filter === undefined ? [] : [{ bucket, prefix, filter }];
  });
}

/** `berth.desired.ltm.>` under `berth.desired` → `ltm.>` */
function filterUnder([token, ...rest]: readonly string[], [first, ...others]: readonly string[]): string | undefined {
  if (token === '>') return '>';
  if (first === undefined) return token === undefined ? undefined : [token, ...rest].join('.');
  return token === '*' || token === first ? filterUnder(rest, others) : undefined;
}

/** Whether a subject can be under both: a filter of NATS, and an address with names in braces. */
function overlaps(topic: string, address: string): boolean {
  const [asked, told] = [topic.split('.'), address.split('.')];
  const isOpen = asked.at(-1) === '>';
  const tokens = isOpen ? asked.slice(0, -1) : asked;
  if (isOpen ? told.length < asked.length : told.length !== asked.length) return false;
  return tokens.every((token, at) => token === '*' || token === told[at] || (told[at]?.startsWith('{') === true && !/[*>]/.test(token)));
}
