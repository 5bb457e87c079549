/** What a program is beside how it is called. */
import type { Store, Surroundings } from '@berth/bus';
import type { Installation } from '@berth/installation';
import type { Called } from './called.ts';
import type { OpenEngines } from './open-engines.ts';

/** The program's `run`, what it is given, and what it does without NATS. */
export type Program<Config> = {
  /** What it has one loop for. */
  readonly parts: (installation: Installation) => readonly string[];
  /** What it may be limited to, where that is more: there may be nothing to do for it now. Default: `parts`. */
  readonly known?: (installation: Installation) => readonly string[];
  /** Its part of the configuration; `only` limits it to the parts named. */
  readonly slice: (installation: Installation, only: readonly string[]) => Config;
  /** The files that it reads for this once it has a lease, and that it must therefore be able to read. */
  readonly files?: (config: Config) => readonly string[];
  /** Works until the signal aborts: that it ends by itself is a failure. */
  readonly run: (config: Config, surroundings: Surroundings) => Promise<void>;
  /** What it does besides with NATS, once, whatever its part of the configuration; `installation` is the whole as it is now. */
  readonly besides?: (store: Store, installation: () => Installation, signal: AbortSignal) => Promise<void>;
  readonly stdio: Stdio<Config>;
  /** Of a collector, for its heartbeats: the engines whose event stream is open. */
  readonly open?: OpenEngines;
};

/** A program that was called. */
export type Started<Config> = Called & Program<Config>;

/** What it does with `--stdio`. */
export type Stdio<Config> = {
  /** Where it begins: with documents on standard input, or by itself. */
  readonly input: 'documents' | 'none';
  /** Returns when its input, or its work, has ended. `partly`: something had to be left out. */
  readonly run: (config: Config, surroundings: Surroundings, how: StdioOptions) => Promise<'whole' | 'partly'>;
};

export type StdioOptions = {
  readonly follow: boolean;
  /** Those of the options with `--stdio` that were given. */
  readonly chosen: ReadonlySet<string>;
  /** Prints a value as one line. */
  readonly print: (value: unknown) => void;
};
