/** An engine of a laboratory: a host of its own, as far as the network is concerned. */
import type Docker from 'dockerode';
import { all } from '../all.ts';
import { openEngine, type PrivateEngine } from '../private-engine.ts';
import { type EngineAddresses, virtualAddress } from './addresses.ts';
import type { Cable } from './lab-bigip.ts';
import type { Management } from './management.ts';
import { Namespace } from './namespace.ts';

export type LabEngineOptions = {
  /** Whether what its containers send to others carries the host's address. Docker's default is on; the default here is off. */
  readonly masquerade?: 'on' | 'off';
  /** Whether what others send to its containers' addresses is let in, or dropped as Docker's firewall does by itself. Default: let-in. */
  readonly routed?: 'let-in' | 'dropped';
  /** Further arguments of dockerd. */
  readonly args?: readonly string[];
};

/** One host with its engine. `eth0` leads to the BIG-IP, which is its default gateway, and `mgmt` to NATS. */
export class LabEngine implements AsyncDisposable {
  readonly name: string;
  readonly addresses: EngineAddresses;
  readonly namespace: Namespace;
  /** To kill, restart, pause and resume it. */
  readonly engine: PrivateEngine;

  private constructor(addresses: EngineAddresses, namespace: Namespace, engine: PrivateEngine) {
    this.name = engine.name;
    this.addresses = addresses;
    this.namespace = namespace;
    this.engine = engine;
  }

  static async start(
    { namespace: label, router, management, ...cable }: LabEngineParts,
    options: LabEngineOptions = {},
  ): Promise<LabEngine> {
    await using started = new AsyncDisposableStack();
    const namespace = started.use(await Namespace.make(label));
    const { name, addresses } = cable;
    await plug(cable, namespace, router);
    await management.connect(namespace);
    const { subnet, gateway } = addresses;
    const args = [...networkArguments(addresses, options), ...(options.args ?? [])];
    const network = async () => ({ subnet, gateway, args, enter: namespace.enter });
    const engine = started.use(await openEngine({ name }, { kind: 'namespaced-engine', namespace: label }, network));
    if (options.routed !== 'dropped') await namespace.run('iptables', '-I', 'DOCKER-USER', '-i', 'eth0', '-j', 'ACCEPT');
    started.move();
    return new LabEngine(addresses, namespace, engine);
  }

  get docker(): Docker {
    return this.engine.docker;
  }

  /** For `docker -H` and for Berth's configuration. */
  get url(): string {
    return this.engine.url;
  }

  /** The host's address, as the BIG-IP reaches it. */
  get address(): string {
    return this.addresses.link.engine;
  }

  /** Runs a command on the host to its end, and returns what it printed. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    return await this.namespace.run(command, ...args);
  }

  /** Pulls the host's cables: whatever runs on it goes on, and nobody reaches it. */
  async lose(): Promise<void> {
    await all(['eth0', 'mgmt'].map((name) => this.run('ip', 'link', 'set', name, 'down')));
  }

  /** Plugs them in again. */
  async recover(): Promise<void> {
    await this.run('ip', 'link', 'set', 'mgmt', 'up');
    await bringUp(this.addresses, this.namespace);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
    await this.namespace[Symbol.asyncDispose]();
  }
}

export type LabEngineParts = Cable & {
  /** Name for its namespace. */
  readonly namespace: string;
  /** Where the BIG-IP is. */
  readonly router: Namespace;
  readonly management: Management;
};

/** The cable between host and BIG-IP. */
async function plug({ addresses, port }: Cable, host: Namespace, router: Namespace): Promise<void> {
  const { link, link6 } = addresses;
  await router.run('ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', host.name);
  await router.run('ip', 'link', 'set', port, 'up');
  // The address would go when the cable is pulled.
  await host.set({ 'net.ipv6.conf.eth0.keep_addr_on_down': '1' });
  await host.run('ip', 'addr', 'add', `${link.engine}/${link.length}`, 'dev', 'eth0');
  await host.run('ip', 'addr', 'add', `${link6.engine}/${link6.length}`, 'dev', 'eth0', 'nodad');
  await bringUp(addresses, host);
}

/** An interface that goes down loses all routes over it. */
async function bringUp({ link, link6 }: EngineAddresses, host: Namespace): Promise<void> {
  await host.run('ip', 'link', 'set', 'eth0', 'up');
  for (const gateway of [link.bigip, link6.bigip]) await host.run('ip', 'route', 'replace', 'default', 'via', gateway);
}

/** Containers ask the BIG-IP for names. */
function networkArguments(addresses: EngineAddresses, { masquerade = 'off' }: LabEngineOptions): string[] {
  const { gateway, subnet, subnet6, furtherNetworks } = addresses;
  return [
    ...['--bip', `${gateway}/${subnet.split('/')[1]}`, '--ipv6', '--fixed-cidr-v6', subnet6],
    ...['--default-address-pool', `base=${furtherNetworks},size=24`, `--ip-masq=${masquerade === 'on'}`],
    ...['--dns', virtualAddress],
  ];
}
