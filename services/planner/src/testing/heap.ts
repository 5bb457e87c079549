/** For tests: how much memory is in use. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes, once everything that isn't in use was given back. */
export function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node.js has no garbage collection on demand');
  for (let n = 0; n < 3; n++) collect();
  return process.memoryUsage().heapUsed;
}
