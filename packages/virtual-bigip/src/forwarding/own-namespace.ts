/** Whether this process may change the kernel's networks: as root, and never those of the machine. */

import { stat } from 'node:fs/promises';

/** Throws unless the process is root in a network namespace that isn't the machine's own. */
export async function mustBeInOwnNamespace(): Promise<void> {
  if (process.getuid?.() !== 0) throw new ForwardingRefused('forwarding needs root, to set addresses, routes and filters');
  // Each namespace has its own files there; what /proc/1/ns tells is not for everybody who is root.
  const [own, machine] = await Promise.all([stat('/proc/self/net/dev'), stat('/proc/1/net/dev')]);
  if (own.ino === machine.ino) {
    throw new ForwardingRefused(
      "forwarding would change the machine's own addresses, routes and filters: start it in a network namespace, as with `ip netns add bigip` and `ip netns exec bigip …`",
    );
  }
}

/** Forwarding can't be begun here. */
export class ForwardingRefused extends Error {
  override readonly name = 'ForwardingRefused';
}
