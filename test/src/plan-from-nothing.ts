/** What the BIG-IP should hold now, worked out by the programs themselves from nothing but the engines, and put on an empty BIG-IP. */
import { target } from '@berth/icontrol';
import { type Snapshot, VirtualBigIp } from '@berth/virtual-bigip';
import { z } from 'zod';
import type { Laboratory } from './laboratory.ts';
import { Unit } from './measure/unit-requests.ts';
import { runEntry } from './run-entry.ts';

const Line = z.object({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()).optional(),
  body: z.looseObject({}).optional(),
});

/** `collector --stdio | planner --stdio | ltm-applier --stdio --dry-run`, and what a BIG-IP holds that is sent these requests. */
export async function planFromNothing(laboratory: Laboratory): Promise<Snapshot> {
  const engines = await stdio(laboratory, 'collector', '');
  const desired = await stdio(laboratory, 'planner', engines);
  const requests = await stdio(laboratory, 'ltm-applier', desired, '--dry-run');
  await using empty = await VirtualBigIp.start();
  using unit = new Unit(empty);
  for (const line of requests.trimEnd().split('\n')) {
    const { method, body, path, query = {} } = Line.parse(JSON.parse(line));
    await unit.send(method, target({ path, query }).replace('/mgmt/tm/', ''), body);
  }
  return empty.snapshot();
}

async function stdio({ config }: Laboratory, program: string, input: string, ...further: readonly string[]): Promise<string> {
  const ended = await runEntry(`services/${program}/src/main.ts`, { args: ['--stdio', ...further], env: { BERTH_CONFIG: config }, input });
  if (ended.code !== 0) throw new Error(`${program} --stdio ended with ${ended.code}: ${ended.stderr}`);
  return ended.stdout;
}
