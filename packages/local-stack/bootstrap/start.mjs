/** Makes sure that all is there, then runs one of the commands below, whose output is all of its own. Runs under Node 20 with no dependencies. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { debianPackages } from './debian-packages.mjs';
import { defaultConfiguration } from './default-configuration.mjs';
import { engineAccess } from './engine-access.mjs';
import { nodePackages } from './node-packages.mjs';
import { repository } from './repository.mjs';
import { unpackedCommands, unpackedDirectory } from './unpacked-commands.mjs';

const laboratory = ['nats-server', 'tclsh', 'docker', 'dockerd', 'iptables', 'ip', 'busybox', 'curl', 'dig'];

const commands = {
  up: { entry: 'packages/local-stack/src/up.ts', needs: laboratory, engine: 'any' },
  smoke: { entry: 'packages/local-stack/src/smoke.ts', needs: laboratory, engine: 'any' },
  lab: { entry: 'packages/local-stack/src/lab/main.ts', needs: laboratory, engine: 'own' },
  test: {
    entry: 'packages/local-stack/src/test-run.ts',
    needs: [...laboratory, 'docker-compose', 'git', 'ssh', 'dropbear', 'python3'],
    unpacked: ['promtool', 'prometheus'],
  },
  composed: { entry: 'packages/local-stack/src/composed.ts', needs: [...laboratory, 'docker-compose', 'python3'] },
  soak: { entry: 'packages/local-stack/src/soak.ts', needs: laboratory },
  clients: { entry: 'packages/local-stack/src/clients.ts', needs: ['tclsh', 'ansible-playbook', 'podman', 'nats-server', 'busybox'] },
  'image-parts': { entry: 'packages/local-stack/src/compose/main.ts', needs: laboratory },
  bench: { entry: 'packages/local-stack/src/bench.ts', needs: laboratory },
  mutate: { entry: 'packages/virtual-bigip/src/mutation/main.ts', needs: ['tclsh'] },
  'virtual-bigip': { entry: 'packages/virtual-bigip/src/main.ts', needs: ['tclsh'] },
  collector: { entry: 'services/collector/src/main.ts', needs: [], configured: true },
  planner: { entry: 'services/planner/src/main.ts', needs: [], configured: true },
  'ltm-applier': { entry: 'services/ltm-applier/src/main.ts', needs: [], configured: true },
  'dns-applier': { entry: 'services/dns-applier/src/main.ts', needs: [], configured: true },
  'route-advisor': { entry: 'services/route-advisor/src/main.ts', needs: [], configured: true },
  berth: { entry: 'packages/cli/src/main.ts', needs: [], configured: true },
  asyncapi: { entry: 'packages/messages/src/write-asyncapi.ts', needs: [] },
  'editor-schema': { entry: 'packages/installation/src/write-editor-schema.ts', needs: [] },
  metrics: { entry: 'packages/process/src/metrics/write-reference.ts', needs: [] },
  labels: { entry: 'packages/convention/src/write-label-reference.ts', needs: [] },
};

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command === undefined) {
  console.error(`usage: start.mjs ${Object.keys(commands).join(' | ')} [arguments]`);
  process.exitCode = 2;
} else {
  // Daemons are not in the PATH of an ordinary user on Debian. What the workspace brings along comes first: Node 24 among it.
  const directories = [join(repository, 'node_modules/.bin'), process.env.PATH, '/usr/local/sbin', '/usr/sbin', '/sbin', unpackedDirectory];
  process.env.PATH = directories.join(delimiter);
  const isReady =
    engineAccess(command.engine, args) && debianPackages(command.needs) && unpackedCommands(command.unpacked ?? []) && nodePackages();
  if (isReady) run(command, args);
  else process.exitCode = 1;
}

/** Runs a TypeScript file under Node 24, and ends as it ends. */
function run({ entry, configured }, parameters) {
  // A group of its own, so that Ctrl-C, which a terminal and npm each send to this process, arrives once. The channel tells it when
  // this process is killed.
  // What is given to it, and in berth.yaml, is meant from where npm was called.
  const folder = configured ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd();
  const child = spawn(join(repository, 'node_modules/.bin/node'), [join(repository, entry), ...parameters], {
    cwd: folder,
    detached: true,
    stdio: [process.stdin.isTTY ? 'ignore' : 'inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...(configured && !process.env.BERTH_CONFIG && { BERTH_CONFIG: defaultConfiguration(folder) }),
      // Every process of ours starts in half the time when the compiled source is kept.
      NODE_COMPILE_CACHE: join(repository, '.berth/compile-cache'),
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forwarder(child, signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 128 + constants.signals[signal];
    for (const each of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(each);
    if (child.connected) child.disconnect();
  });
}

function forwarder(child, signal) {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < 1000) return;
    last = performance.now();
    try {
      process.kill(-child.pid, signal);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
}
