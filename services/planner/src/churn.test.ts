/** What an attacker could make grow: names that come and go, each another one, leave nothing behind. */
import type { Publisher } from '@berth/bus';
import { BigipName, type Container, type Desired, Status, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { OpenProblems } from './problems.ts';
import { ServiceIndex } from './service-index.ts';
import { SiteDocuments, type TargetDocuments } from './site-documents.ts';
import { heapInUse } from './testing/heap.ts';
import { container, engine, site, snapshot, update } from './testing/sample-site.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const minute = 60_000;
const edge = BigipName.parse('edge');
const heard = Status.parse({
  v: 1,
  epoch: zeroEpoch('ltm.edge'),
  target: 'edge',
  state: { kind: 'active' },
  appliedTo: 1,
  behindBy: 0,
  owned: { pools: 0, members: 0, records: 0 },
  exceptions: [],
});

/** What would be in a bucket. */
class Kept implements Publisher<Desired> {
  readonly keys = new Set<string>();
  readonly stored = new Map<string, never>();
  readonly set = (key: string) => void this.keys.add(key);
  readonly delete = (key: string) => void this.keys.delete(key);
  readonly flush = async () => undefined;
  readonly revision = () => 1;
  readonly [Symbol.asyncDispose] = async () => undefined;
}

/** Containers whose names nobody had before: each has thirteen, some of them wrong and some another's. */
function strangers(round: number): Container[] {
  return Array.from({ length: 20 }, (_, at) => {
    const name = `evil-x${round}-${at}`;
    const hosts = Array.from({ length: 8 }, (_unused, n) => `h${n}.${name}.org`);
    const labels = {
      'berth.host': ['shared.org', ...hosts].join(','),
      'berth.virtual': `192.0.2.${at}:${round + 1}`,
      ...(at % 2 && { 'berth.prot': '1' }),
    };
    return container({ name, address: `172.17.${at}.${(round % 250) + 1}`, labels, startedAt: round });
  });
}

test('50,000 names that come and go', { timeout: 120_000 }, () => {
  const targets = (['ltm', 'dns'] as const).map((kind): TargetDocuments & { publisher: Kept } => ({
    kind,
    name: edge,
    publisher: new Kept(),
    since: 1,
  }));
  const problems = new Set<string>();
  const open = new OpenProblems({
    source: 'planner-east',
    sink: { set: (key) => void problems.add(key), delete: (key) => void problems.delete(key) },
    log,
  });
  const config = site({ bigip: 'dns: { mode: attach }', engineOptions: "allow: { hosts: ['*'], virtuals: ['*'] }" });
  const documents = new SiteDocuments({ index: new ServiceIndex(config), targets, problems: open, linger: 15 * minute, log });
  const honest = [container({ name: 'www-1' })];
  documents.begin();
  documents.read(snapshot(engine('docker1', honest), engine('docker2', [])));
  documents.takeOver(0);
  let now = 0;
  const sizes = () => ({ problems: problems.size, documents: targets.map(({ publisher }) => publisher.keys.size) });
  const churn = (from: number, to: number) => {
    for (let round = from; round < to; round++) {
      now += 20 * minute;
      documents.follow(update(engine('docker2', strangers(round))), now);
      documents.catchUp(now);
    }
    documents.follow(update(engine('docker2', [])), now);
    for (const wait of [20 * minute, 3_000 * minute]) {
      now += wait;
      documents.catchUp(now);
      for (const target of targets) documents.purge(target, heard, now);
    }
    return sizes();
  };
  const before = sizes();
  expect(churn(0, 100)).toEqual(before);
  const usedBefore = heapInUse();
  expect(churn(100, 200)).toEqual(before);
  // 26,000 names; whoever remembers but their text takes more.
  expect(heapInUse() - usedBefore).toBeLessThan(1_000_000);
});
