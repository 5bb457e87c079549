/** Where a laboratory's virtual BIG-IP runs: the namespace that every engine has a cable to. */
import { join } from 'node:path';
import { type BigipProcess, startBigip } from '../bigip-process.ts';
import { type EngineAddresses, virtualAddress } from './addresses.ts';
import type { Management } from './management.ts';
import { Namespace } from './namespace.ts';

/** A cable to an engine: the engine's name, and the port here. */
export type Cable = { readonly name: string; readonly port: string; readonly addresses: EngineAddresses };

/**
 * Its interfaces are `mgmt`, and the ports of the virtual BIG-IP: `1.N` for the cable to the engine with number N. What the namespace
 * has of addresses, routes and filters there is what the virtual BIG-IP makes of its configuration.
 */
export class LabBigip implements AsyncDisposable {
  readonly namespace: Namespace;
  /** Where its REST listens; this machine reaches it. */
  readonly managementAddress: string;
  /** For virtual servers: every engine's default route leads there. */
  readonly virtualAddress = virtualAddress;
  readonly #directory: string;
  /** The engines that have a cable to here, and what the configuration does not say of them yet. */
  readonly #undescribed: Cable[] = [];
  #process: BigipProcess | undefined;

  private constructor(namespace: Namespace, managementAddress: string, directory: string) {
    this.namespace = namespace;
    this.managementAddress = managementAddress;
    this.#directory = directory;
  }

  /** `name`: of the namespace. `directory`: for what the virtual BIG-IP keeps. */
  static async make(name: string, directory: string, management: Management): Promise<LabBigip> {
    await using made = new AsyncDisposableStack();
    const namespace = made.use(await Namespace.make(name));
    const address = await management.connect(namespace);
    made.move();
    return new LabBigip(namespace, address, join(directory, 'bigip'));
  }

  /** The virtual BIG-IP, once it was started. */
  get process(): BigipProcess {
    if (this.#process === undefined) throw new Error("the laboratory's virtual BIG-IP was not started");
    return this.#process;
  }

  /** Starts the virtual BIG-IP here; `args` are further ones of its command. What it holds survives its end and a further start. */
  async start(...args: readonly string[]): Promise<BigipProcess> {
    await this.#process?.[Symbol.asyncDispose]();
    this.#process = await startBigip({
      directory: this.#directory,
      host: this.managementAddress,
      port: 443,
      password: 'admin',
      enter: this.namespace.enter,
      args: ['--forward', ...args],
    });
    await this.#describe(this.#process);
    return this.#process;
  }

  /** The port of the engine with this number is plugged in: the BIG-IP gets a VLAN and self IPs for it. */
  async connected(cable: Cable): Promise<void> {
    this.#undescribed.push(cable);
    if (this.#process?.process.running === true) await this.#describe(this.#process);
  }

  async #describe(unit: BigipProcess): Promise<void> {
    for (const { name, port, addresses } of this.#undescribed.splice(0)) {
      await unit.ask('POST', 'net/vlan', { name, interfaces: [{ name: port, untagged: true }] });
      for (const [self, { bigip, length }] of [
        [name, addresses.link],
        [`${name}-v6`, addresses.link6],
      ] as const)
        await unit.ask('POST', 'net/self', { name: self, address: `${bigip}/${length}`, vlan: `/Common/${name}` });
    }
  }

  /** Runs a command here to its end, and returns what it printed. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    return await this.namespace.run(command, ...args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    await this.namespace[Symbol.asyncDispose]();
  }
}
