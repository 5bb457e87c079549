/** One stack at a time: its ports and its files are there once. */
import { entries, note } from './ledger.ts';
import { stackDirectory } from './paths.ts';
import { isRunning, ownIdentity } from './process-identity.ts';

/** The right to be the one stack of this repository, until it is disposed; an error when another one runs. */
export async function claimStack(): Promise<AsyncDisposable> {
  const noted = await note({ kind: 'stack', directory: stackDirectory });
  // Noted first: of two that start at once, at least one sees the other.
  const other = (await entries()).find(
    ({ entry, owner }) => entry.kind === 'stack' && entry.directory === stackDirectory && owner !== ownIdentity() && isRunning(owner),
  );
  if (other === undefined) return { [Symbol.asyncDispose]: () => noted.strike() };
  await noted.strike();
  const pid = Number.parseInt(other.owner, 10);
  throw new Error(`a stack is running here already, as process ${pid}: stop it with Ctrl-C in its terminal, or with \`kill ${pid}\``);
}
