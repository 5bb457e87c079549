/** How a program is called. */

/** What its command line takes, and its `--help` tells. */
export type Called = {
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly about: string;
  /** What it has one loop for, each of which can be ended and begun on its own: `engine` gives the option `--engine`. */
  readonly part: string;
  /** With `--stdio`. */
  readonly piped: {
    /** What it reads and prints. */
    readonly about: string;
    /** Further options that go with it, and what each does. */
    readonly options: Readonly<Record<string, string>>;
    /** The one of these without which it does nothing. */
    readonly needs?: string;
  };
};
