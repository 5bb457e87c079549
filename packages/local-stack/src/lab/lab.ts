/** A laboratory: real Docker engines, each on a host of its own as far as the network is concerned, around a virtual BIG-IP. */
import { randomBytes } from 'node:crypto';
import { all } from '../all.ts';
import { ownDirectory } from '../own-directory.ts';
import { requireRoot } from '../private-engine.ts';
import { engineAddresses } from './addresses.ts';
import { LabBigip } from './lab-bigip.ts';
import { LabEngine, type LabEngineOptions } from './lab-engine.ts';
import { Management } from './management.ts';

export type LabOptions = {
  /** The engines to begin with: how many, or what each is like. Default 2. */
  readonly engines?: number | readonly LabEngineOptions[];
};

/** Starts one, in about a second. Several can run at once. Needs root. */
export async function startLab({ engines = 2 }: LabOptions = {}): Promise<Lab> {
  requireRoot();
  await using started = new AsyncDisposableStack();
  const { path } = started.use(await ownDirectory('lab'));
  const label = `berth-${randomBytes(4).toString('hex')}`;
  const management = started.use(await Management.make());
  const bigip = started.use(await LabBigip.make(`${label}-bigip`, path, management));
  const lab = new Lab({ label, directory: path, management, bigip }, started.move());
  try {
    const wanted = typeof engines === 'number' ? Array.from({ length: engines }, () => ({})) : engines;
    await all(wanted.map((options) => lab.addEngine(options)));
  } catch (error) {
    await lab[Symbol.asyncDispose]();
    throw error;
  }
  return lab;
}

type LabParts = Pick<Lab, 'directory' | 'management' | 'bigip'> & { readonly label: string };

/** Engine N is `dockerN`, from 1. All goes with the laboratory. */
export class Lab implements AsyncDisposable {
  /** For files of its own. */
  readonly directory: string;
  /** What listens on its address is reached from everywhere in the laboratory, whatever the BIG-IP forwards. */
  readonly management: Management;
  readonly bigip: LabBigip;
  readonly #label: string;
  readonly #engines: LabEngine[] = [];
  readonly #parts: AsyncDisposableStack;
  #asked = 0;

  constructor({ label, directory, management, bigip }: LabParts, parts: AsyncDisposableStack) {
    this.#label = label;
    this.directory = directory;
    this.management = management;
    this.bigip = bigip;
    this.#parts = parts;
  }

  /** In the order of their numbers. */
  get engines(): readonly LabEngine[] {
    return this.#engines.toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }));
  }

  /** The engine with this number, from 1. */
  engine(number: number): LabEngine {
    const name = `docker${number}`;
    const engine = this.#engines.find((one) => one.name === name);
    if (engine === undefined) throw new Error(`this laboratory has no ${name}`);
    return engine;
  }

  /** One more host with its engine, under the next number. */
  async addEngine(options: LabEngineOptions = {}): Promise<LabEngine> {
    this.#asked += 1;
    const number = this.#asked;
    const cable = { name: `docker${number}`, port: `1.${number}`, addresses: engineAddresses(number) };
    const { bigip, management } = this;
    const parts = { ...cable, namespace: `${this.#label}-${cable.name}`, router: bigip.namespace, management };
    const engine = await LabEngine.start(parts, options);
    this.#engines.push(engine);
    await bigip.connected(cable);
    return engine;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await all(this.#engines.map((engine) => engine[Symbol.asyncDispose]()));
    } finally {
      await this.#parts.disposeAsync();
    }
  }
}
