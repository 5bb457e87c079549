/** The configuration while the program runs: read again when its file changes or on demand, and kept when the new one is wrong. */
import { stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '@berth/bus';
import { ConfigurationError, type Loaded, loadInstallation } from '@berth/installation';
import type { Variables } from './environment.ts';

export type ConfigurationSource = { readonly file: string; readonly variables: Variables; readonly log: Log };

/** ms between two looks at the file. Only looking works wherever the file lies, and however it is replaced. */
const interval = 1000;

export class Configuration implements Disposable {
  readonly #source: ConfigurationSource;
  readonly #timer: NodeJS.Timeout;
  /** Tells the file as it was read last from what it may be by now. */
  #version: string;
  #loaded: Loaded;
  #refused: readonly string[] = [];
  #reading: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<() => void>();

  /** Throws a ConfigurationError when the file can't be used. */
  static async read(source: ConfigurationSource): Promise<Configuration> {
    const version = await versionOf(source.file);
    return new Configuration(source, version, await loadInstallation(source.file, source.variables));
  }

  private constructor(source: ConfigurationSource, version: string, loaded: Loaded) {
    this.#source = source;
    this.#version = version;
    this.#loaded = loaded;
    this.#timer = setInterval(() => void this.#look(), interval);
    process.on('SIGHUP', this.#reload);
  }

  /** What is in force. */
  get loaded(): Loaded {
    return this.#loaded;
  }

  /** What is wrong with the file as it is now, which therefore is not in force; empty when nothing is. */
  get refused(): readonly string[] {
    return this.#refused;
  }

  /** Calls `listener` whenever the file was read again: something else is in force, or refused. Until the returned value is disposed. */
  onNews(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    process.off('SIGHUP', this.#reload);
  }

  async #look(): Promise<void> {
    const version = await versionOf(this.#source.file);
    if (version === this.#version) return;
    this.#version = version;
    this.#reload();
  }

  readonly #reload = (): void => {
    this.#reading = this.#reading.then(() => this.#read());
  };

  async #read(): Promise<void> {
    const { file, variables, log } = this.#source;
    try {
      const loaded = await loadInstallation(file, variables);
      this.#refused = [];
      if (isDeepStrictEqual(loaded, this.#loaded)) log.info({ file }, 'read the configuration again, and found it the same');
      else log.info({ file, configuration: loaded.hash }, 'took over a new configuration');
      this.#loaded = loaded;
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.#refused = error.problems;
      log.error({ file, problems: error.problems }, 'kept the old configuration, for the new one is wrong');
    }
    for (const listener of this.#listeners) listener();
  }
}

async function versionOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    return String(error);
  }
}
