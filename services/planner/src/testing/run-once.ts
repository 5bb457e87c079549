/** For tests: the program over the store on JSON lines, once. */
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openLines, untraced } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { type BucketName, type Container, type Desired, engineKey, type Problem } from '@berth/messages';
import { run } from '../run.ts';
import { engine } from './sample-site.ts';

export type Line = { readonly bucket: BucketName; readonly key: string; readonly document: unknown };
export type Written = { readonly desired: ReadonlyMap<string, Desired>; readonly problems: ReadonlyMap<string, Problem> };

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
export const hour = 3_600_000;

/** What it writes for one site, given these lines. */
export async function planned(sample: SiteConfig, ...lines: readonly Line[]): Promise<Written> {
  return await plannedBy({ sites: [sample], span: undefined }, ...lines);
}

export async function plannedBy(config: Omit<PlannerConfig, 'timing'>, ...lines: readonly Line[]): Promise<Written> {
  const output = new PassThrough();
  const input = Readable.from(lines.map((line) => `${JSON.stringify(line)}\n`));
  await using store = openLines({ input, output, mode: 'once', log });
  const signal = AbortSignal.timeout(20_000);
  await run(
    { ...config, timing: { linger: hour, stale: 1000, withdraw: 2000, forgetAfter: hour } },
    { store, clock: { now: () => 10 * hour }, log, tracer: untraced, signal },
  );
  const printed = text(output);
  await store.print();
  output.end();
  const written = (await printed).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  const of = (bucket: BucketName) => written.filter((line) => line.bucket === bucket).map(({ key, document }) => [key, document] as const);
  // What the store prints was checked by nobody, and is what the test looks at.
  return { desired: new Map(of('berth-desired')) as Written['desired'], problems: new Map(of('berth-problems')) as Written['problems'] };
}

export function seen(name: string, ...containers: Container[]): Line {
  return { bucket: 'berth-engines', key: engineKey(name), document: engine(name, containers) };
}

/** The past: everything of a program's output, under an epoch of its lease. */
export function past({ desired }: Written, epoch = { lease: 'planner.east', created: 7, revision: 7 }): Line[] {
  return [...desired].map(([key, document]) => ({ bucket: 'berth-desired', key, document: { ...document, epoch } }));
}
