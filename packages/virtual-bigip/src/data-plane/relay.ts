/** Carries bytes between two connections, each way until its sender has ended. */
import { type Inbound, write } from './inbound.ts';

/** Ends when both have sent all they will. Throws ConnectionLost when one of them goes before. */
export async function relay(a: Inbound, b: Inbound): Promise<void> {
  await Promise.all([carry(a, b), carry(b, a)]);
}

async function carry(from: Inbound, to: Inbound): Promise<void> {
  for (;;) {
    const bytes = await from.read();
    if (bytes === undefined) break;
    await write(to.socket, bytes);
  }
  to.socket.end();
}
