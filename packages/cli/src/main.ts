/** The `berth` command. */
import { hostname, userInfo } from 'node:os';
import { berth } from './commands.ts';
import { Terminal } from './terminal.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

process.exitCode = await berth(process.argv.slice(2), {
  variables: process.env,
  terminal: new Terminal(process.stdout, process.stderr),
  name: `${userName()}@${hostname()}`,
  signal: stop.signal,
});

/** A user id need not have a name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
