/** The command line of a program, and its `--help`. */
import { version } from '@berth/installation/version';
import { Command, CommanderError } from 'commander';
import type { Called } from './called.ts';
import { UsageError } from './usage-error.ts';

export type CommandLine = {
  /** The parts to work for; empty for all. */
  readonly only: readonly string[];
  /** `[ADDRESS:]PORT`. */
  readonly health: string | undefined;
  readonly mode: { readonly kind: 'nats' } | { readonly kind: 'stdio'; readonly follow: boolean; readonly chosen: ReadonlySet<string> };
};

/** Reads the arguments. Undefined when it has printed the help or the version that was asked for. Throws a UsageError. */
export function readCommandLine(called: Called, args: readonly string[]): CommandLine | undefined {
  const command = describe(called);
  try {
    // npm takes away the `--` before a script's own arguments, and pnpm leaves it.
    command.parse(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(`${error.message}\n${called.name} --help tells what can be said`, { cause: error });
  }
  const given: Given = command.opts();
  const { [called.part]: only, health } = given;
  return {
    only: Array.isArray(only) ? only.map(String) : [],
    health: typeof health === 'string' ? health : undefined,
    mode: modeOf(called.piped, given),
  };
}

/** As commander names and gives them. */
type Given = Readonly<Record<string, unknown>>;

function modeOf({ options, needs }: Called['piped'], given: Given): CommandLine['mode'] {
  const has = (option: string) => given[camelCase(option)] === true;
  const chosen = new Set(Object.keys(options).filter(has));
  if (!has('stdio')) {
    const [stray] = ['follow', ...Object.keys(options)].filter(has);
    if (stray !== undefined) throw new UsageError(`--${stray} goes with --stdio`);
    return { kind: 'nats' };
  }
  if (given['health'] !== undefined) throw new UsageError('--health goes without --stdio');
  if (needs !== undefined && !chosen.has(needs)) throw new UsageError(`--stdio goes with --${needs}`);
  return { kind: 'stdio', follow: has('follow'), chosen };
}

function describe({ name, about, part, piped }: Called): Command {
  const command = new Command(name)
    .description(about)
    .version(`${name} of Berth ${version}, Node ${process.versions.node}`, '--version', "Berth's version, and Node's")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .option(`--${part} <names...>`, `work for these only, not for every ${part} in the configuration`)
    .option('--health <port>', 'answer HTTP on [ADDRESS:]PORT, the address being 127.0.0.1 if none is given: /healthz, /readyz, /metrics')
    .option('--stdio', `without NATS: ${piped.about}`)
    .option('--follow', 'with --stdio: not once, but again with every change, until the input ends');
  for (const [option, text] of Object.entries(piped.options)) command.option(`--${option}`, `with --stdio: ${text}`);
  return command.addHelpText('after', further(name));
}

function further(name: string): string {
  return `
Environment:
  BERTH_CONFIG        the configuration (default: berth.yaml); it is read again when it changes and at SIGHUP
  BERTH_LOG_LEVEL     debug, info (default), warn or error; the log is JSON lines on standard error
  BERTH_HEALTH        the same as --health
  BERTH_INSTALLATION, BERTH_NATS_SERVERS, BERTH_NATS_CA_FILE, BERTH_NATS_NKEY_FILE, …
                      override these fields of the configuration; docs/configuration.md has them all

Several may run: leases decide who works, and who is the spare. SIGTERM and Ctrl-C end it after giving its leases back.
Exit codes: 0 all is done, 1 something failed, 2 it could not start as it was called or configured.

Examples:
  BERTH_CONFIG=berth.yaml ${name}
  collector --stdio | planner --stdio | ltm-applier --stdio --dry-run`;
}

/** As commander names the value of an option. */
function camelCase(option: string): string {
  return option.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
