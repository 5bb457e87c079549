/** For tests of routes: a laboratory of two engines with all of Berth but the route-advisor, and how it looks from its containers. */
import type { Store } from '@berth/bus';
import { type Lab, type LabBerth, type LabEngine, makeImage, runCommand, startBerth, startLab, waitUntil } from '@berth/local-stack';
import { compareText, desiredServiceKey, type Problem, problemFilter, type Routing } from '@berth/messages';
import { z } from 'zod';
import { documentIn, openTestStore } from './test-store.ts';

const patience = 60_000;
const signal = new AbortController().signal;
const Routes = z.object({ items: z.array(z.object({ network: z.string() })).default([]) });
const Members = z.object({ items: z.array(z.object({ name: z.string() })).default([]) });

export class RoutedLab implements AsyncDisposable {
  readonly lab: Lab;
  readonly berth: LabBerth;
  /** Of containers, by name. */
  readonly addresses = new Map<string, string>();
  readonly #store: Store;
  readonly #parts: AsyncDisposableStack;
  /** Of the BIG-IP's configuration. */
  readonly #routes: Record<string, unknown>;
  #advising: Promise<void> | undefined;
  #third: Promise<LabEngine> | undefined;
  #joined: Promise<void> | undefined;

  private constructor(lab: Lab, berth: LabBerth, store: Store, routes: Record<string, unknown>, parts: AsyncDisposableStack) {
    this.lab = lab;
    this.berth = berth;
    this.#store = store;
    this.#routes = routes;
    this.#parts = parts;
  }

  /** Runs `www-1` and `pair-1` on the first engine, `api-1` and `pair-2` on the other. */
  static async start(): Promise<RoutedLab> {
    await using parts = new AsyncDisposableStack();
    const routes = {};
    const lab = parts.use(await startLab());
    const unit = await lab.bigip.start('--forward');
    await unit.ask('POST', 'ltm/monitor/tcp', { name: 'quick', defaultsFrom: '/Common/tcp', interval: 1, timeout: 3 });
    const berth = parts.use(
      await startBerth(lab, {
        programs: ['planner', 'ltm-applier', 'dns-applier'],
        bigip: { routes, monitor: '/Common/quick' },
        installation: { applier: { memberStates: '500ms', staleMemberStates: '500ms' }, planner: { stale: '3s', withdraw: '1s' } },
      }),
    );
    const store = parts.use(await openTestStore(berth.nats));
    const routed = new RoutedLab(lab, berth, store, routes, parts.move());
    try {
      const [one, two] = [lab.engine(1), lab.engine(2)];
      await Promise.all([routed.run(one, 'www-1'), routed.run(two, 'api-1'), routed.run(one, 'pair-1'), routed.run(two, 'pair-2')]);
    } catch (error) {
      await routed[Symbol.asyncDispose]();
      throw error;
    }
    return routed;
  }

  /** Once: what is planned of routes is on the BIG-IP from now on. */
  async advise(): Promise<void> {
    this.#advising ??= this.berth.startProgram('route-advisor');
    await this.#advising;
  }

  /** Once: the BIG-IP forwards between the networks of these engines' containers, so they reach each other. */
  async forward(): Promise<void> {
    await this.advise();
    if (this.#routes['forwarding'] !== undefined) return;
    this.#routes['forwarding'] = { vlans: ['/Common/docker1', '/Common/docker2'] };
    await this.berth.configure();
    await this.reachEachOther();
  }

  /** Once: one more engine, with the container `job-1`. */
  async third(): Promise<LabEngine> {
    this.#third ??= this.#startThird();
    return await this.#third;
  }

  /** Once: the third engine comes into the configuration, and has a collector. */
  async join(): Promise<void> {
    this.#joined ??= this.berth.addEngine(await this.third());
    await this.#joined;
  }

  async #startThird(): Promise<LabEngine> {
    const three = await this.lab.addEngine();
    await this.run(three, 'job-1');
    return three;
  }

  /** A test's own look at the bus. */
  get store(): Store {
    return this.#store;
  }

  /** Starts a web server container on a network, and returns its address. */
  async run({ docker }: LabEngine, name: string, network = 'bridge'): Promise<string> {
    const container = await docker.createContainer({
      name,
      Hostname: name,
      Image: await makeImage(docker),
      HostConfig: { NetworkMode: network },
    });
    await container.start();
    const { NetworkSettings: settings } = await container.inspect();
    const address = settings.Networks[network]?.IPAddress ?? '';
    this.addresses.set(name, address);
    return address;
  }

  /** What a container gets for the echo page of a name or an address: nothing when there is no answer. */
  async fetchFrom({ url }: LabEngine, container: string, where: string): Promise<string> {
    const fetch = ['timeout', '1', 'wget', '-q', '-O', '-', `http://${where}/cgi-bin/echo`];
    return await runCommand('docker', '-H', url, 'exec', container, ...fetch).catch(() => '');
  }

  seen(container: string): string {
    return `from [::ffff:${this.addresses.get(container)}]\n`;
  }

  /** Each fetches the other's page by its name, and each is seen with its own address. */
  async reachEachOther(): Promise<void> {
    const [one, two] = [this.lab.engine(1), this.lab.engine(2)];
    await waitUntil('www-1 to get the page of api-1', patience, async () =>
      (await this.fetchFrom(one, 'www-1', 'api-1.docker.example.com')).includes(this.seen('www-1')),
    );
    await waitUntil('api-1 to get the page of www-1', patience, async () =>
      (await this.fetchFrom(two, 'api-1', 'www-1.docker.example.com')).includes(this.seen('api-1')),
    );
  }

  async routing({ name }: LabEngine): Promise<Routing | undefined> {
    const document = await documentIn(this.#store, 'berth-desired', desiredServiceKey('route', 'edge', name), signal);
    return document?.kind === 'routes' && document.want.kind === 'serving' ? document.want : undefined;
  }

  /** Networks of the routes that the BIG-IP has, and nobody waits for another one. */
  async routesOn(): Promise<string[]> {
    const { items } = Routes.parse(JSON.parse(await this.lab.bigip.process.ask('GET', 'net/route')));
    return items.map(({ network }) => network).toSorted(compareText);
  }

  /** Names of a pool's members. */
  async membersOn(pool: string): Promise<string[]> {
    const { items } = Members.parse(JSON.parse(await this.lab.bigip.process.ask('GET', `ltm/pool/~berth~${pool}/members`)));
    return items.map(({ name }) => name);
  }

  /** The page of a host name, as a container gets it from the BIG-IP's HTTP virtual server. */
  async pageOf(host: string): Promise<string> {
    const fetch = ['timeout', '2', 'wget', '-q', '-O', '-', '--header', `Host: ${host}`, `http://${this.lab.bigip.virtualAddress}/`];
    const page = await runCommand('docker', '-H', this.lab.engine(1).url, 'exec', 'www-1', ...fetch).catch(String);
    return page.trim();
  }

  /** Until a name has these containers' addresses, as a container is answered by the BIG-IP. */
  async untilAnswered(name: string, containers: readonly string[]): Promise<void> {
    const lookUp = ['docker', '-H', this.lab.engine(1).url, 'exec', 'www-1', 'nslookup', `${name}.docker.example.com`] as const;
    const wanted = containers.map((container) => this.addresses.get(container) ?? '').toSorted(compareText);
    await waitUntil(`${name} to be answered with ${containers.join(' and ')}`, patience, async () => {
      const answer = await runCommand(...lookUp).catch(() => '');
      const found = [...answer.matchAll(/^Address.*?(10\.32\.\d+\.\d+)/gm)].map(([, address = '']) => address);
      return found.toSorted(compareText).join() === wanted.join();
    });
  }

  async untilRoutes(expected: readonly string[]): Promise<void> {
    await waitUntil(
      `the routes ${expected.join(', ')}`,
      patience,
      async () => (await this.routesOn()).join() === expected.toSorted(compareText).join(),
    );
  }

  async #problems(): Promise<Problem[]> {
    for await (const { entries } of this.#store.watch('berth-problems', problemFilter('planner-here'), signal))
      return entries.flatMap(({ value }) => (value.kind === 'document' ? [value.document] : []));
    return [];
  }

  async untilProblem(subject: string): Promise<Problem> {
    return await waitUntil(`the problem ${subject}`, patience, async () =>
      (await this.#problems()).find((problem) => problem.subject === subject),
    );
  }

  async untilSolved(subject: string): Promise<void> {
    await waitUntil(`${subject} to be solved`, patience, async () =>
      (await this.#problems()).every((problem) => problem.subject !== subject),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}
