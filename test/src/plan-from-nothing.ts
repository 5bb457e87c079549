/** What the BIG-IP should hold now, worked out by the programs themselves from nothing but the engines, and put on a new BIG-IP. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { target } from '@berth/icontrol';
import { all, ownDirectory } from '@berth/local-stack';
import type { Snapshot } from '@berth/virtual-bigip';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Laboratory } from './laboratory.ts';
import { type LaboratoryBigip, startBigip } from './laboratory-bigip.ts';
import { Unit } from './measure/unit-requests.ts';
import { runEntry } from './run-entry.ts';

/** What others have on the new BIG-IP, as on the laboratory's: before us, and when ours is there. */
export type Others = {
  readonly before: (bigip: LaboratoryBigip) => Promise<unknown>;
  readonly after: (bigip: LaboratoryBigip) => Promise<unknown>;
};

const Line = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()).optional(),
  body: z.looseObject({}).optional(),
});

/** `collector --stdio | planner --stdio | APPLIER --stdio --dry-run --observe` of each applier, and what a BIG-IP holds that is sent these requests. */
export async function planFromNothing(laboratory: Laboratory, others: Others): Promise<Snapshot> {
  await using directory = await ownDirectory('plan');
  await using bigip = await startBigip({ where: 'here', directory: directory.path });
  if (bigip.unit.kind !== 'here') throw new Error('it is in this process');
  await others.before(bigip);
  const config = join(directory.path, 'berth.yaml');
  await writeFile(config, await configFor(laboratory, bigip));
  const engines = await stdio('collector', { config, input: '' });
  const desired = await stdio('planner', { config, input: engines });
  using unit = await Unit.at(bigip.access);
  const appliers = ['ltm-applier', 'dns-applier'].map((applier) =>
    stdio(applier, { config, input: desired, options: ['--dry-run', '--observe'] }),
  );
  for (const line of (await all(appliers)).flatMap((requests) => requests.trimEnd().split('\n'))) {
    const { method, body, path, query = {} } = Line.parse(JSON.parse(line));
    await unit.send(method, target({ path, query }).replace('/mgmt/tm/', ''), body);
  }
  await others.after(bigip);
  return bigip.unit.bigip.snapshot();
}

/** The laboratory's own berth.yaml, with another BIG-IP under the same name. */
async function configFor({ config }: Laboratory, bigip: LaboratoryBigip): Promise<string> {
  const Edges = z.looseObject({ sites: z.looseObject({ here: z.looseObject({ bigips: z.looseObject({ edge: z.looseObject({}) }) }) }) });
  const installation = Edges.parse(parse(await readFile(config, 'utf8')));
  Object.assign(installation.sites.here.bigips.edge, bigip.config);
  return stringify(installation);
}

type Piped = { readonly config: string; readonly input: string; readonly options?: readonly string[] };

/** What a program prints. */
async function stdio(program: string, { config, input, options = [] }: Piped): Promise<string> {
  const ended = await runEntry(`services/${program}/src/main.ts`, { args: ['--stdio', ...options], env: { BERTH_CONFIG: config }, input });
  if (ended.code !== 0) throw new Error(`${program} --stdio ended with ${ended.code}: ${ended.stderr}`);
  return ended.stdout;
}
