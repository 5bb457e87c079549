/** What latencies are compared with: a partition of its own on the BIG-IP, and the bare program that fills it. */
import { join } from 'node:path';
import { type OwnProcess, repository, startProgram } from '@berth/local-stack';
import type { Laboratory } from '../laboratory.ts';
import type { Unit } from './unit-requests.ts';

/** Its partition, its pool and the label of its containers. */
export const floor = 'floor';
/** As many as Berth's own. */
export const shards = 16;

/** A container that counts for either side, and where its names are asked for. */
export type Kind = { readonly prefix: string; readonly port: number; readonly labels: Readonly<Record<string, string>> };

/** A container of the floor's, which Berth leaves alone. */
export function bare(port: number): Kind {
  return { prefix: floor, port, labels: { 'berth.enable': 'false', [floor]: 'yes' } };
}

/** Makes the partition and the data groups whose names begin with `dataGroup`. */
export async function makeFloor(unit: Unit, dataGroup: string): Promise<void> {
  await unit.send('POST', 'auth/partition', { name: floor });
  for (let shard = 0; shard < shards; shard++) {
    const name = `${dataGroup}_${String(shard).padStart(2, '0')}`;
    await unit.send('POST', 'ltm/data-group/internal', { name, partition: floor, type: 'string' });
  }
}

/** The bare program, on the laboratory's engine and BIG-IP. */
export async function startFloor(
  { engine: { socket }, bigip, directory }: Pick<Laboratory, 'engine' | 'bigip' | 'directory'>,
  { posts, zone }: { readonly posts: 'member' | 'name'; readonly zone: string },
): Promise<OwnProcess> {
  const settings = { socket, unit: bigip.access, name: floor, shards, posts, zone };
  return await startProgram({
    name: 'floor program',
    entry: join(repository, 'test/src/measure/floor-program.ts'),
    env: { FLOOR: JSON.stringify(settings) },
    logFile: join(directory, 'floor.log'),
  });
}
