/** Connections to members that wait for the next request of any client. */
import type { Destination } from './members.ts';
import type { ServerSide } from './server-side.ts';

type Idle = { readonly server: ServerSide; readonly forget: () => void };

export class IdleServerSides implements Disposable {
  readonly #idle = new Map<string, Idle[]>();

  /** The one that was given last, since it is the least likely to be closed meanwhile. */
  take(destination: Destination): ServerSide | undefined {
    const idle = this.#idle.get(keyOf(destination)) ?? [];
    for (let next = idle.pop(); next !== undefined; next = idle.pop()) {
      const { server, forget } = next;
      server.socket.off('end', forget).off('close', forget);
      if (server.usable) return server;
      server.inbound.finish();
    }
    this.#idle.delete(keyOf(destination));
    return undefined;
  }

  /** Keeps a connection until it is taken or its member ends it. */
  give(server: ServerSide): void {
    const key = keyOf(server.destination);
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    const forget = (): void => {
      idle.splice(idle.indexOf(entry), 1);
      server.socket.off('end', forget).off('close', forget);
      server.inbound.finish();
    };
    const entry: Idle = { server, forget };
    idle.push(entry);
    server.socket.on('end', forget).on('close', forget);
  }

  [Symbol.dispose](): void {
    for (const idle of this.#idle.values()) for (const { server } of idle) server.socket.destroy();
  }
}

function keyOf({ address, port, member }: Destination): string {
  return `${member?.pool ?? ''} ${address} ${port}`;
}
