/** The program: one loop per engine, all at the same time. */
import type { Surroundings } from '@berth/bus';
import type { CollectorConfig } from '@berth/installation';
import type { OpenEngines } from '@berth/process';
import { collect } from './collect.ts';

export type CollectorSurroundings = Surroundings & {
  /** Here it says which engines' event streams are open. */
  readonly open: Pick<OpenEngines, 'add' | 'delete'>;
};

/** Keeps every configured engine's document as the engine is, until `signal` aborts. */
export async function run({ engines, timing }: CollectorConfig, surroundings: CollectorSurroundings): Promise<void> {
  await Promise.all(engines.map((engine) => collect({ ...surroundings, engine, timing })));
}
