/**
 * Docker engines at the wire, for numbers of them that no machine can run: each answers the calls that the collector makes on a socket
 * of its own, as Docker 20.10 does.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

export type FarmOptions = {
  /** Where the sockets are made; a short path, since theirs may have 107 bytes. */
  readonly directory: string;
  readonly engines: number;
  readonly containersEach: number;
  /** How many containers a service has; they are spread over the engines. */
  readonly serviceSize: number;
};

type Labels = Readonly<Record<string, string>>;
type Container = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly startedAt: string;
  readonly labels: Labels;
};

/** Starts them all. */
export async function startFarm({ directory, engines, containersEach, serviceSize }: FarmOptions): Promise<EngineFarm> {
  const farm = Array.from({ length: engines }, (_, index) => new WireEngine(index, join(directory, `e${index}.sock`)));
  const count = engines * containersEach;
  // Neighbours in a service are on different engines, where there are several.
  for (let n = 0; n < count; n++) farm[n % engines]?.add(containerName(n, serviceSize));
  await Promise.all(farm.map((engine) => engine.listen()));
  return new EngineFarm(farm, containersEach);
}

/** Container `n` is instance 1 to `serviceSize` of service `svc<k>`. */
function containerName(n: number, serviceSize: number): string {
  return `svc${Math.floor(n / serviceSize)}-${(n % serviceSize) + 1}`;
}

export class EngineFarm implements AsyncDisposable {
  readonly engines: readonly WireEngine[];
  /** On each engine, at the beginning. */
  readonly containersEach: number;

  constructor(engines: readonly WireEngine[], containersEach: number) {
    this.engines = engines;
    this.containersEach = containersEach;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine[Symbol.asyncDispose]()));
  }
}

/** One engine. */
export class WireEngine implements AsyncDisposable {
  readonly name: string;
  readonly url: string;
  readonly address: string;
  readonly #socket: string;
  readonly #index: number;
  readonly #server: Server;
  readonly #containers = new Map<string, Container>();
  readonly #listeners = new Set<ServerResponse>();
  #lastHost = 1;

  constructor(index: number, socket: string) {
    this.name = `engine${index}`;
    this.url = `unix://${socket}`;
    this.address = `192.0.2.${(index % 250) + 1}`;
    this.#index = index;
    this.#socket = socket;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async listen(): Promise<void> {
    this.#server.listen(this.#socket);
    await once(this.#server, 'listening');
  }

  /** A container starts, and the engine says so. */
  start(name: string, labels: Labels = {}): Container {
    const container = this.add(name, labels);
    this.#tell('create', container.id, name);
    this.#tell('start', container.id, name);
    return container;
  }

  /** A container is stopped and removed. */
  remove(name: string): void {
    const container = [...this.#containers.values()].find((each) => each.name === name);
    if (container === undefined) throw new Error(`${name} is not on ${this.name}`);
    this.#containers.delete(container.id);
    this.#tell('die', container.id, name);
    this.#tell('destroy', container.id, name);
  }

  /** One more container, without a word. */
  add(name: string, labels: Labels = {}): Container {
    const id = createHash('sha256').update(`${this.name} ${name} ${this.#lastHost}`).digest('hex');
    this.#lastHost += 1;
    const host = this.#lastHost;
    // Sixteen bits for the engine's own network: 10.x.y.0 with room for a few thousand.
    const address = `10.${this.#index % 250}.${Math.floor(host / 250)}.${(host % 250) + 2}`;
    const container = { id, name, address, startedAt: new Date(Date.now() - 60_000).toISOString(), labels };
    this.#containers.set(id, container);
    return container;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #tell(action: string, id: string, name: string): void {
    const now = Date.now();
    const nanos = BigInt(now) * 1_000_000n;
    const event = {
      status: action,
      id,
      from: image,
      Type: 'container',
      Action: action,
      Actor: { ID: id, Attributes: { image, name } },
      scope: 'local',
    };
    const text = JSON.stringify({ ...event, time: Math.trunc(now / 1000) });
    // A number of nanoseconds is more than JSON.stringify can write.
    for (const listener of this.#listeners) listener.write(`${text.slice(0, -1)},"timeNano":${nanos}}\n`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? '/', 'http://docker').pathname.replace(/^\/v[0-9.]+/, '');
    const inspected = /^\/containers\/([0-9a-f]{64})\/json$/.exec(path)?.[1];
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      this.#listeners.add(response);
      response.on('close', () => this.#listeners.delete(response));
    } else if (inspected !== undefined) {
      const container = this.#containers.get(inspected);
      if (container === undefined) send(response, 404, { message: `No such container: ${inspected}` });
      else send(response, 200, this.#inspection(container));
    } else if (path === '/containers/json')
      send(
        response,
        200,
        [...this.#containers.values()].map((each) => this.#listed(each)),
      );
    else if (path === '/networks') send(response, 200, [this.#network()]);
    else if (path === '/version') send(response, 200, { Version: '20.10.24', ApiVersion: '1.41' });
    else if (path === '/_ping') response.end('OK');
    else send(response, 404, { message: 'page not found' });
  }

  #listed({ id, name, address }: Container): object {
    return {
      Id: id,
      Names: [`/${name}`],
      Image: image,
      State: 'running',
      Status: 'Up About a minute',
      NetworkSettings: { Networks: { bridge: this.#attachment(address) } },
    };
  }

  #inspection({ id, name, address, startedAt, labels }: Container): object {
    return {
      Id: id,
      Name: `/${name}`,
      State: { Status: 'running', StartedAt: startedAt },
      Config: { Image: image, Labels: labels, ExposedPorts: { '80/tcp': {} } },
      HostConfig: { NetworkMode: 'bridge' },
      NetworkSettings: { Ports: { '80/tcp': null }, Networks: { bridge: this.#attachment(address) } },
    };
  }

  #attachment(address: string): object {
    return { NetworkID: 'bridge', EndpointID: address, IPAddress: address, GlobalIPv6Address: '' };
  }

  #network(): object {
    const subnet = `10.${this.#index % 250}.0.0/16`;
    return { Id: 'bridge', Name: 'bridge', Driver: 'bridge', Internal: false, IPAM: { Config: [{ Subnet: subnet }] }, Options: {} };
  }
}

const image = 'shop/web:1.0';

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}
