/** Problems that nobody tells any more go: of engines, sites, servers, BIG-IPs and units that the configuration has no more, and under names of former versions. */
import { certificateSubject, isApplier, pause, type Store } from '@berth/bus';
import { type Installation, spanPart } from '@berth/installation';
import { decodeToken, leaseKey, problemKey } from '@berth/messages';

/** ms between two judgements. Who still tells one, by another configuration than ours, writes it again: so seldom that is no contest. */
const round = 10_000;
/** Beginning of the subjects of problems with certificates. */
const ofCertificates = certificateSubject('');
/** Beginning of the keys under which planners tell of the certificates of NATS servers. */
const ofServers = problemKey('bus-planner', ofCertificates);

/** Deletes them until `signal` aborts. */
export async function clearLeftProblems(store: Store, installation: () => Installation, signal: AbortSignal): Promise<void> {
  const open = new Set<string>();
  await Promise.all([followKeys(store, open, signal), clear(store, { open, installation }, signal)]);
}

async function followKeys(store: Store, open: Set<string>, signal: AbortSignal): Promise<void> {
  for await (const { kind, entries } of store.watch('berth-problems', '>', signal)) {
    if (kind === 'snapshot') open.clear();
    for (const { key, value } of entries) {
      if (value.kind === 'deleted') open.delete(key);
      else open.add(key);
    }
  }
}

type Clearing = { readonly open: ReadonlySet<string>; readonly installation: () => Installation };

async function clear(store: Store, { open, installation }: Clearing, signal: AbortSignal): Promise<void> {
  const left = new LeftProblems();
  for (;;) {
    await pause(round, signal);
    for (const key of left.among(open, installation())) await store.remove('berth-problems', key, signal);
  }
}

/** Pure but for what it has told to be left. */
export class LeftProblems {
  /** Of NATS servers: another planner may reach NATS by other names, and tells them once an hour. What comes back after it was cleared stays. */
  readonly #servers = new Set<string>();

  /** Those of the keys that are to be cleared now. */
  among(open: Iterable<string>, installation: Pick<Installation, 'sites' | 'nats'>): string[] {
    const isLeft = leftBy(installation);
    const left = [...open].filter((key) => isLeft(key) && !this.#servers.has(key));
    for (const key of left.filter((each) => each.startsWith(ofServers))) this.#servers.add(key);
    return left;
  }
}

/** Pure: whether a problem with this key is one that nobody of this installation tells. */
export function leftBy({ sites, nats }: Pick<Installation, 'sites' | 'nats'>): (key: string) => boolean {
  const all = Object.values(sites);
  const engines = all.flatMap((site) => Object.keys(site.engines));
  const sources = new Set([
    ...engines.flatMap((engine) => [`collector-${engine}`, `bus-${leaseKey('collector', engine)}`]),
    ...[...Object.keys(sites), spanPart].map((part) => `planner-${part}`),
  ]);
  const units = new Map<string, readonly string[]>(
    all.flatMap((site) => Object.entries(site.bigips).map(([name, bigip]) => [name, bigip.units])),
  );
  return (key) => {
    const [source = '', ...about] = key.split('.').map(decodeToken);
    // By the name of a lease, which has a dot, only collectors tell now.
    if (/^(collector-|planner-|bus-.*\.)/.test(source)) return !sources.has(source);
    if (!source.startsWith('bus-')) return false;
    if (!isApplier(source.slice('bus-'.length))) return isOfOther(about, nats.servers);
    const [bigip = '', ...subject] = about;
    return isOfOther(subject, units.get(bigip) ?? []) || !units.has(bigip);
  };
}

/** Whether it is about the certificate of none of these. */
function isOfOther([subject = '']: readonly string[], shown: readonly string[]): boolean {
  return subject.startsWith(ofCertificates) && !shown.includes(subject.slice(ofCertificates.length));
}
