/** Tells when the kernel's links change: come, go, up or down. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ForwardingRefused } from './own-namespace.ts';

/** Calls `changed` for each event until it is disposed. Throws ForwardingRefused where there is nothing that tells. */
export async function followLinks(changed: () => void, log: (line: string) => void): Promise<AsyncDisposable> {
  // It would hold the namespace if this process were killed.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'ip', '-o', 'monitor', 'link'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let isEnding: 'no' | 'yes' = 'no';
  createInterface(child.stdout).on('line', changed);
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new ForwardingRefused("forwarding needs the command setpriv (in Debian's package util-linux)", { cause });
  });
  const ended = once(child, 'exit').then(() => {
    if (isEnding === 'no') log('ip monitor ended: changes of links are noticed later');
  });
  return {
    [Symbol.asyncDispose]: async () => {
      isEnding = 'yes';
      child.kill();
      await ended;
    },
  };
}
