/** One of Berth's own programs as a process. */
import { join } from 'node:path';
import { type OwnProcess, type ProgramOptions, startProgram } from './own-process.ts';
import { repository } from './paths.ts';

export type BerthProgramOptions = Pick<ProgramOptions, 'enter' | 'args' | 'env' | 'logFile'> & {
  /** As its directory in `services/` is called. */
  readonly program: string;
  /** What the process is called; default: as the program. */
  readonly name?: string;
};

/** Starts one, and returns when it runs; what it does is to be waited for. */
export async function startBerthProgram({ program, name = program, ...options }: BerthProgramOptions): Promise<OwnProcess> {
  const entry = join(repository, 'services', program, 'src/main.ts');
  return await startProgram({ ...options, name, entry });
}
