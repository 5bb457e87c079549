/** What becomes of engines' documents: what the planner writes, the requests that a BIG-IP without anything would get, and what a user sees. */
import { Readable, Writable } from 'node:stream';
import { type Entry, openLines, type Surroundings, untraced } from '@berth/bus';
import { draw, drawJson, drawStatus, drawWhy, nothingExpected, reportStatus, reportWhy, type Snapshot } from '@berth/cli';
import { dnsApplier } from '@berth/dns-applier';
import { applierConfig, dnsApplierConfig, plannerConfig } from '@berth/installation';
import { ltmApplier } from '@berth/ltm-applier';
import { type BucketName, type Documents, documents, type Engine, engineKey } from '@berth/messages';
import { run } from '@berth/planner';
import { routeAdvisor } from '@berth/route-advisor';
import { z } from 'zod';
import { installation } from './installation.ts';

type Line = { readonly bucket: BucketName; readonly key: string; readonly document: unknown };

export type Outcome = {
  readonly lines: readonly Line[];
  readonly requests: readonly SentRequest[];
  /** Lines of a terminal. */
  readonly screen: readonly string[];
};

const SentRequest = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()).optional(),
  body: z.unknown(),
});
type SentRequest = z.infer<typeof SentRequest>;

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** `names`: about which `berth why` is asked. */
export async function followThrough(engines: readonly Engine[], names: readonly string[]): Promise<Outcome> {
  const seen: Line[] = engines.map((document) => ({ bucket: 'berth-engines', key: engineKey(document.name), document }));
  const lines = await throughStore(seen, async (surroundings) => await run(plannerConfig(installation), surroundings));
  const requests: SentRequest[] = [];
  const print = (value: unknown) => void requests.push(SentRequest.parse(value));
  const options = { follow: false, chosen: new Set(['dry-run']), print };
  const config = applierConfig(installation);
  await throughStore(lines, (surroundings) => ltmApplier.stdio.run(config, surroundings, options));
  await throughStore(lines, (surroundings) => dnsApplier.stdio.run(dnsApplierConfig(installation), surroundings, options));
  await throughStore(lines, (surroundings) => routeAdvisor.stdio.run(config, surroundings, options));
  return { lines, requests, screen: screenOf([...seen, ...lines], names) };
}

/** What `work` writes, when `input` is there. */
async function throughStore(input: readonly Line[], work: (surroundings: Surroundings) => Promise<unknown>): Promise<Line[]> {
  const written: string[] = [];
  const output = new Writable({
    write: (chunk: unknown, _encoding, done) => {
      written.push(String(chunk));
      done();
    },
  });
  const text = input.map((line) => `${JSON.stringify(line)}\n`);
  await using store = openLines({ input: Readable.from(text), output, mode: 'once', log: quiet });
  await work({ store, clock: { now: () => 0 }, log: quiet, tracer: untraced, signal: new AbortController().signal });
  await store.print();
  if (store.refused > 0) throw new Error(`${store.refused} documents can't be read`);
  return written.flatMap((chunk) => chunk.trimEnd().split('\n')).map((line) => JSON.parse(line) as Line);
}

function screenOf(lines: readonly Line[], names: readonly string[]): string[] {
  const snapshot: Snapshot = {
    engines: entries('berth-engines', lines),
    desired: entries('berth-desired', lines),
    bigips: [],
    status: [],
    problems: entries('berth-problems', lines),
    control: [],
    leases: [],
  };
  const status = reportStatus(snapshot, nothingExpected, 0);
  const answers = names.map((name) => reportWhy(name, snapshot, nothingExpected, 0));
  const drawn = [drawStatus(status, 0, 1_000), ...answers.map((answer) => drawWhy(answer, 0))].flat().map((line) => draw(line, 'off'));
  return [...drawn, ...[status, ...answers].map((report) => drawJson(report, 0))];
}

function entries<B extends BucketName>(bucket: B, lines: readonly Line[]): Entry<Documents[B]>[] {
  return lines
    .filter((line) => line.bucket === bucket)
    .map(({ key, document }, index) => ({
      key,
      revision: index + 1,
      value: { kind: 'document', document: documents[bucket].schema.parse(document) },
    }));
}
