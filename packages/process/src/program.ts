/** What a program tells about itself, so that it can be started. */
import type { Store, Surroundings } from '@berth/bus';
import type { Installation } from '@berth/installation';
import type { OpenEngines } from './open-engines.ts';

/** The program beside its `run`: how it is called, what it is given, and what it does without NATS. */
export type Program<Config> = {
  readonly name: string;
  /** For `--help`: what it does, in a sentence or two. */
  readonly about: string;
  /** What it has one loop for, each of which can be ended and begun on its own. */
  readonly parts: {
    /** `engine` gives the option `--engine`. */
    readonly word: string;
    readonly names: (installation: Installation) => readonly string[];
  };
  /** Its part of the configuration; `only` limits it to the parts named. */
  readonly slice: (installation: Installation, only: readonly string[]) => Config;
  /** Works until the signal aborts: that it ends by itself is a failure. */
  readonly run: (config: Config, surroundings: Surroundings) => Promise<void>;
  /** What it does besides with NATS, once, whatever its part of the configuration; `installation` is the whole as it is now. */
  readonly besides?: (store: Store, installation: () => Installation, signal: AbortSignal) => Promise<void>;
  readonly stdio: Stdio<Config>;
  /** Of a collector, for its heartbeats: the engines whose event stream is open. */
  readonly open?: OpenEngines;
};

/** What it does with `--stdio`. */
export type Stdio<Config> = {
  /** For `--help`: what it reads and prints. */
  readonly about: string;
  /** Where it begins: with documents on standard input, or by itself. */
  readonly input: 'documents' | 'none';
  /** Further options that go with it, and what each does. */
  readonly options: Readonly<Record<string, string>>;
  /** The one of these without which it does nothing. */
  readonly needs?: string;
  /** Returns when its input, or its work, has ended. `partly`: something had to be left out. */
  readonly run: (config: Config, surroundings: Surroundings, how: StdioOptions) => Promise<'whole' | 'partly'>;
};

export type StdioOptions = {
  readonly follow: boolean;
  /** Those of `Stdio.options` that were given. */
  readonly chosen: ReadonlySet<string>;
  /** Prints a value as one line. */
  readonly print: (value: unknown) => void;
};
