/** Where a laboratory's virtual BIG-IP runs: the namespace that every engine has a cable to. */
import { join } from 'node:path';
import { type BigipProcess, startBigip } from '../bigip-process.ts';
import { type EngineAddresses, engineAddresses, mostEngines, virtualAddress } from './addresses.ts';
import type { Management } from './management.ts';
import { Namespace } from './namespace.ts';

/** A cable to an engine: the engine's name, the port here, and what the cable's other end is called while it is plugged in nowhere. */
export type Cable = { readonly name: string; readonly port: string; readonly looseEnd: string; readonly addresses: EngineAddresses };

/** All that there may be, the first engine's first. */
export const cables: readonly Cable[] = Array.from({ length: mostEngines }, (_, index) => cable(index + 1));

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
    const ports = cables.map(({ port, looseEnd }) => `ip link add ${port} type veth peer name ${looseEnd}`);
    await namespace.run('sh', '-ec', ports.join('\n'));
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
      args: ['--forward', ...cables.flatMap(({ port }) => ['--interface', `${port}=${port}`]), ...args],
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

function cable(number: number): Cable {
  return { name: `docker${number}`, port: `1.${number}`, looseEnd: `cable${number}`, addresses: engineAddresses(number) };
}
