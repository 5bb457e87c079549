/** A virtual BIG-IP, one unit or a device group, as a process of its own, which can be killed and started again. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AdminRequest, askBigip } from './bigip-request.ts';
import { entered } from './entered.ts';
import { freePort, isListening } from './free-port.ts';
import { OwnProcess } from './own-process.ts';
import { repository } from './paths.ts';

export type BigipProcessOptions = {
  /** What the process is called. Default: virtual BIG-IP. */
  readonly name?: string;
  /** Its certificate, its configuration and its password. What is in there stays, and is used by the next on it. */
  readonly directory: string;
  /** Where its REST listens. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: a free one of this machine. */
  readonly port?: number;
  /** How many form a device group, each at the next port. Default: 1. */
  readonly units?: number;
  readonly password: string;
  /** What goes before the command, to run it in a namespace for instance. */
  readonly enter?: readonly string[];
  /** Further arguments of its command. */
  readonly args?: readonly string[];
  /** Default: `virtual-bigip.log` in its directory. */
  readonly logFile?: string;
};

/** Starts one, and returns when its REST answers. */
export async function startBigip(options: BigipProcessOptions): Promise<BigipProcess> {
  const bigip = new BigipProcess({ ...options, port: options.port ?? (await freePort()) });
  try {
    await mkdir(options.directory, { recursive: true });
    await writeFile(bigip.passwordFile, options.password, { mode: 0o600 });
    await bigip.start();
  } catch (error) {
    await bigip[Symbol.asyncDispose]();
    throw error;
  }
  return bigip;
}

/** It keeps its port and every change that it acknowledged, however often it is killed. */
export class BigipProcess implements AsyncDisposable {
  readonly directory: string;
  readonly host: string;
  readonly url: string;
  readonly port: number;
  readonly #units: number;
  readonly user = 'admin';
  readonly #password: string;
  readonly passwordFile: string;
  /** PEM of the authorities that signed its certificates. */
  readonly caFile: string;
  readonly process: OwnProcess;

  constructor(options: BigipProcessOptions & { readonly port: number }) {
    const { name = 'virtual BIG-IP', directory, host = '127.0.0.1', port, units = 1, password, logFile, enter = [], args = [] } = options;
    this.#units = units;
    this.directory = directory;
    this.host = host;
    this.#password = password;
    this.port = port;
    this.url = `https://${host}:${port}`;
    this.passwordFile = join(directory, 'password');
    this.caFile = join(directory, 'ca.pem');
    const entry = join(repository, 'packages/virtual-bigip/src/main.ts');
    this.process = new OwnProcess({
      name,
      ...entered(
        enter,
        process.execPath,
        ...[entry, '--host', host, '--port', String(port), '--units', String(units), '--user', this.user, '--password', password],
        ...['--state', directory, '--keep', 'running', ...args],
      ),
      logFile: logFile ?? join(directory, 'virtual-bigip.log'),
    });
  }

  /** What a BIG-IP's part of berth.yaml says of it. */
  get configuration(): { readonly units: readonly string[]; readonly user: string; readonly passwordFile: string; readonly ca: string } {
    const units = Array.from({ length: this.#units }, (_, at) => `${this.host}:${this.port + at}`);
    return { units, user: this.user, passwordFile: this.passwordFile, ca: this.caFile };
  }

  /** Sets something by the REST of its first unit, or looks at it, as its administrator. Returns the answer as text. */
  async ask(method: AdminRequest['method'], path: string, body?: object): Promise<string> {
    return await this.#askAt(this.url, { method, path, ...(body && { body }) });
  }

  /** Sets what each unit has for itself. */
  async askEach(method: AdminRequest['method'], path: string, body: object): Promise<void> {
    for (const unit of this.configuration.units) await this.#askAt(`https://${unit}`, { method, path, body });
  }

  async #askAt(url: string, request: AdminRequest): Promise<string> {
    const { user, caFile } = this;
    return await askBigip({ url, user, password: this.#password, caFile }, request);
  }

  async start(): Promise<void> {
    await this.process.start();
    await this.process.untilReady(30_000, () => isListening(this.port, this.host));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]();
  }
}
