/** What tests of forwarding need: network namespaces with cables between them, that go with the test's process whatever ends it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { run } from '../forwarding/kernel.ts';

/** A network namespace that lives as long as the process in it. */
export class Namespace implements AsyncDisposable {
  readonly #holder: ChildProcess;
  /** What goes before a command so that it runs in here. */
  readonly enter: readonly string[];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.enter = ['nsenter', `--net=/proc/${holder.pid}/ns/net`];
  }

  static async make(): Promise<Namespace> {
    const holder = started(['unshare', '--net', 'sh', '-ec', 'ip link set lo up; echo; exec sleep infinity']);
    await once(createInterface(holder.stdout), 'line');
    return new Namespace(holder);
  }

  get pid(): string {
    return String(this.#holder.pid);
  }

  /** Runs a command in here to its end, and gives back what it printed. */
  async run(...command: readonly string[]): Promise<string> {
    const [first = '', ...rest] = [...this.enter, ...command];
    return run(first, rest);
  }

  /** Starts a command in here that goes on; it is killed with this process. */
  start(...command: readonly string[]): ReturnType<typeof started> {
    return started([...this.enter, ...command]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopped(this.#holder, 'SIGKILL');
  }
}

function started(command: readonly string[]) {
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Ends a process, and gives back its exit code. */
export async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}

/** A cable from interface `link` of one namespace to `eth0` of another, which has these addresses. */
export async function plug(unit: Namespace, link: string, host: Namespace, addresses: readonly string[]): Promise<void> {
  await unit.run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', host.pid);
  await unit.run('ip', 'link', 'set', link, 'up');
  for (const address of addresses)
    await host.run('ip', 'address', 'add', address, 'dev', 'eth0', ...(address.includes(':') ? ['nodad'] : []));
  await host.run('ip', 'link', 'set', 'eth0', 'up');
}

const PAGE = `require('node:http').createServer((request, response) => response.end(request.socket.remoteAddress.replace('::ffff:', ''))).listen(80, '::', () => console.log('listens'))`;

/** A web server on port 80 that tells each client its address. */
export async function tellAddresses(host: Namespace): Promise<ChildProcess> {
  const server = host.start(process.execPath, '-e', PAGE);
  await once(createInterface(server.stdout), 'line');
  return server;
}

/** The page at an address as one of the host's own addresses gets it; `nothing` if it gets none. */
export async function fetched(host: Namespace, from: string, address: string): Promise<string> {
  const url = `http://${address.includes(':') ? `[${address}]` : address}/`;
  return host.run('curl', '--silent', '--connect-timeout', '0.6', '--max-time', '5', '--interface', from, url).catch(() => 'nothing');
}

const CLIENT = `
const socket = require('node:net').connect(80, process.argv[1]);
let timer;
const tell = (text) => { clearTimeout(timer); console.log(text); };
socket.on('data', (data) => tell(String(data).split('\\r\\n').at(-1)));
process.stdin.on('data', () => { socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'); timer = setTimeout(tell, 1500, 'nothing'); });
`;

/** One connection to a server that tells addresses, which is kept. */
export class Flow implements AsyncDisposable {
  readonly #client: ReturnType<typeof started>;
  readonly #lines: AsyncIterator<string>;

  constructor(host: Namespace, address: string) {
    this.#client = host.start(process.execPath, '-e', CLIENT, address);
    this.#lines = createInterface(this.#client.stdout)[Symbol.asyncIterator]();
  }

  /** The page that the next request gets; `nothing` if it gets none. */
  async next(): Promise<string> {
    this.#client.stdin.write('\n');
    const { value } = await this.#lines.next();
    return String(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stopped(this.#client, 'SIGKILL');
  }
}
