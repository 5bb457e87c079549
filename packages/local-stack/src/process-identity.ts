/** Naming a process so that a later one with the same number is never taken for it. */
import { readFileSync } from 'node:fs';
import { waitUntil } from './wait-until.ts';

const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);

/** `<pid>-<start in clock ticks>-<boot>`, or undefined when no such process runs. */
export function identityOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name, in parentheses, may itself hold parentheses and spaces; what follows is: state, …, the 22nd field in all is the start.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : `${pid}-${rest[18]}-${boot}`;
}

/** The identity of the process that asks. */
export function ownIdentity(): string {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error('/proc does not show this process');
  return identity;
}

/** Whether exactly this process still runs. */
export function isRunning(identity: string): boolean {
  return identityOf(pidOf(identity)) === identity;
}

/** Sends a signal to exactly this process; nothing when it is gone. */
export function signalProcess(identity: string, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(pidOf(identity), signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Ends these processes for sure, and returns when they are gone. */
export async function killProcesses(identities: readonly string[]): Promise<void> {
  for (const identity of identities) signalProcess(identity, 'SIGKILL');
  await waitUntil(`end of processes ${identities.join(', ')}`, 10_000, () => !identities.some(isRunning));
}

function pidOf(identity: string): number {
  return Number.parseInt(identity, 10);
}
