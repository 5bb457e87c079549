/** The network on which NATS, the programs and the BIG-IP's REST meet: apart from the networks that carry traffic, as in production. */
import { readdir } from 'node:fs/promises';
import { bridgeName, makeBridge } from '../bridge.ts';
import { type Noted, note } from '../ledger.ts';
import { runCommand } from '../run-command.ts';
import type { Namespace } from './namespace.ts';

/** Its bridge is on this machine, with a subnet that nothing else here uses. */
export class Management implements AsyncDisposable {
  /** This machine's address. */
  readonly address: string;
  readonly #bridge: string;
  readonly #noted: Noted;
  #last = 1;

  private constructor(bridge: string, address: string, noted: Noted) {
    this.#bridge = bridge;
    this.address = address;
    this.#noted = noted;
  }

  static async make(): Promise<Management> {
    const bridge = bridgeName();
    const noted = await note({ kind: 'bridge', name: bridge });
    const { gateway } = await makeBridge(bridge);
    return new Management(bridge, gateway, noted);
  }

  /** Gives a namespace the interface `mgmt`, and returns its address there. */
  async connect(namespace: Namespace): Promise<string> {
    this.#last += 1;
    const port = `${this.#bridge.replace('berth-', 'bm')}-${this.#last}`;
    const address = this.address.replace(/\d+$/, String(this.#last));
    await runCommand('ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'mgmt', 'netns', namespace.name);
    await runCommand('ip', 'link', 'set', port, 'master', this.#bridge, 'up');
    await namespace.run('ip', 'addr', 'add', `${address}/22`, 'dev', 'mgmt');
    await namespace.run('ip', 'link', 'set', 'mgmt', 'up');
    return address;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeBridge(this.#bridge);
    await this.#noted.strike();
  }
}

/** Removes a bridge of this machine, and the cables that end in it. */
export async function removeBridge(name: string): Promise<void> {
  for (const port of await readdir(`/sys/class/net/${name}/brif`).catch(() => [])) await remove(port);
  await remove(name);
}

/** What is gone already, with its namespace for instance, is no error. */
async function remove(name: string): Promise<void> {
  try {
    await runCommand('ip', 'link', 'delete', name);
  } catch (error) {
    const names = await readdir('/sys/class/net');
    if (names.includes(name)) throw error;
  }
}
