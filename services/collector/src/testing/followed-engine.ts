/** A real engine, followed by the program through a proxy, and what comes of it. */
import { makeImage, type PrivateEngine, startEngine } from '@berth/local-stack';
import type { Container, ContainerChange } from '@berth/messages';
import type Docker from 'dockerode';
import { configure, Program, Reader, startBus } from './programs.ts';
import { EngineProxy } from './proxy.ts';
import { untilAsTold } from './told-by-engine.ts';

const name = 'docker1';

export class FollowedEngine implements AsyncDisposable {
  readonly engine: PrivateEngine;
  readonly proxy: EngineProxy;
  readonly reader: Reader;
  /** ms by which the program's clock is put forward. */
  ahead: number = 0;
  readonly #resources: AsyncDisposableStack;

  private constructor(engine: PrivateEngine, proxy: EngineProxy, reader: Reader, resources: AsyncDisposableStack) {
    this.engine = engine;
    this.proxy = proxy;
    this.reader = reader;
    this.#resources = resources;
  }

  static async start(): Promise<FollowedEngine> {
    await using started = new AsyncDisposableStack();
    const [nats, engine] = await Promise.all([startBus(started), startEngine().then((one) => started.use(one))]);
    await Promise.all([makeImage(engine.docker), makeImage(engine.docker, 'health')]);
    const proxy = started.use(await EngineProxy.start(engine.socket));
    const reader = started.use(await Reader.start(nats));
    const resources = started.move();
    const followed = new FollowedEngine(engine, proxy, reader, resources);
    const config = configure({ [name]: { url: proxy.url } }, { relook: '10m' });
    resources.use(await Program.start(nats, config, { now: () => Date.now() + followed.ahead }));
    return followed;
  }

  get docker(): Docker {
    return this.engine.docker;
  }

  /** Makes a container of the sample image, without starting it. */
  async create(container: string, options: Omit<Docker.ContainerCreateOptions, 'name'> = {}): Promise<Docker.Container> {
    return await this.docker.createContainer({ name: container, Image: 'berth-sample/web', ...options });
  }

  async run(container: string, options: Omit<Docker.ContainerCreateOptions, 'name'> = {}): Promise<Docker.Container> {
    const created = await this.create(container, options);
    await created.start();
    return created;
  }

  /** Waits until the document says what the engine says. */
  async settled(): Promise<void> {
    await untilAsTold(this.reader, name, this.docker);
  }

  async settledAfter(...work: readonly Promise<unknown>[]): Promise<void> {
    await Promise.all(work);
    await this.settled();
  }

  /** Those of the newest document. */
  containers(): readonly Container[] {
    return this.reader.document(name)?.containers ?? [];
  }

  named(container: string): Container | undefined {
    return this.containers().find((known) => known.name === container);
  }

  documents() {
    return this.reader.documents(name);
  }

  /** What people and programs were told of one container. */
  changesOf({ id }: Docker.Container): readonly ContainerChange[] {
    return this.reader.changes(name).filter((change) => ('after' in change ? change.after : change.before).id === id);
  }

  /** Subjects of the open problems, with the field that each names. */
  problems(): readonly string[] {
    return this.reader.problems(name).map(({ subject, what }) => `${subject}: ${/: ([\w.]+): /.exec(what)?.[1] ?? ''}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
