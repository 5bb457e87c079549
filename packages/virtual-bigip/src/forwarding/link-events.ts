/** Tells when the kernel's links change: come, go, up or down. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Calls `changed` for each event until it is disposed. */
export async function followLinks(changed: () => void, log: (line: string) => void): Promise<AsyncDisposable> {
  // It would hold the namespace if this process were killed.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'ip', '-o', 'monitor', 'link'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let isEnding: 'no' | 'yes' = 'no';
  createInterface(child.stdout).on('line', changed);
  const ended = once(child, 'exit').then(() => {
    if (isEnding === 'no') log('ip monitor ended: changes of links are noticed later');
  });
  await once(child, 'spawn');
  return {
    [Symbol.asyncDispose]: async () => {
      isEnding = 'yes';
      child.kill();
      await ended;
    },
  };
}
