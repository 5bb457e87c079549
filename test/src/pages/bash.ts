/** Lines of a page in a shell of this machine, where `npm run NAME` is the program of that name and nothing is brought in first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repository } from '@berth/local-stack';

/** Of each of package.json's scripts that a program stands behind. */
const entries = {
  berth: 'packages/cli/src/main.ts',
  collector: 'services/collector/src/main.ts',
  planner: 'services/planner/src/main.ts',
  'ltm-applier': 'services/ltm-applier/src/main.ts',
  'dns-applier': 'services/dns-applier/src/main.ts',
  'route-advisor': 'services/route-advisor/src/main.ts',
};

const cases = Object.entries(entries).map(([name, entry]) => `${name}) node '${join(repository, entry)}' "$@" ;;`);
const npm = `npm() {
  shift; [ "$1" = -s ] && shift
  local name=$1; shift; [ "$1" = -- ] && shift
  case $name in ${cases.join(' ')} *) echo "no npm run $name here" >&2; return 1 ;; esac
}`;

export type Bash = { readonly directory: string; readonly environment: Readonly<Record<string, string>> };

/** How long lines may take. */
const patience = 60_000;

/** What the lines print, until they end or `isEnough` of it; an error with their words when they fail before, or take more than a minute. */
export async function bash(
  text: string,
  { directory, environment }: Bash,
  isEnough: (printed: string) => boolean = () => false,
): Promise<string> {
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', `${npm}\n${text}`], {
    cwd: directory,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let complaints = '';
  let enough = false;
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    end();
  }, patience);
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (enough || !isEnough(printed)) return;
    enough = true;
    end();
  });
  const [code] = await once(child, 'close');
  clearTimeout(limit);
  if (late || (!enough && code !== 0))
    throw new Error(`${text}\n${late ? 'went on for more than a minute' : `ended with ${code}`}\n${printed}${complaints}`);
  return printed;
}
