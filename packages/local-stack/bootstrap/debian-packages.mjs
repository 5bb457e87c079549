/** Commands of the operating system, and the Debian packages that bring them. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const packages = {
  'nats-server': 'nats-server',
  tclsh: 'tcl',
  dockerd: 'docker.io',
  iptables: 'iptables',
  ip: 'iproute2',
  busybox: 'busybox-static',
  curl: 'curl',
  dig: 'bind9-dnsutils',
  'docker-compose': 'docker-compose',
  'ansible-playbook': 'ansible',
  git: 'git',
  ssh: 'openssh-client',
  // A server that installing it doesn't start.
  dropbear: 'dropbear-bin',
  podman: 'podman',
  python3: 'python3',
};

/** Installs what is missing where it may; otherwise says the one command that does, and returns false. */
export function debianPackages(commands) {
  const missing = missingPackages(commands);
  if (missing.length === 0) return true;
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing];
  if (inPath('apt-get') && mayInstall()) {
    console.error(`Installing Debian packages: ${missing.join(' ')} …`);
    if (refreshLists() && succeeds([...privileged(), ...install, ...quiet])) {
      const still = missingPackages(commands);
      if (still.length === 0) return true;
      // Debian 13 has Docker's command in a package of its own, which shows only now.
      if (still.join(' ') !== missing.join(' ')) return debianPackages(commands);
    }
  }
  console.error(`Missing: ${missing.join(', ')}. Please run:\n\n  ${[...privileged(), ...install].join(' ')}\n`);
  return false;
}

/** Reads anew which packages there are, where it may. */
export function refreshLists() {
  return mayInstall() && succeeds([...privileged(), 'apt-get', 'update', ...quiet]);
}

const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];

function privileged() {
  return process.getuid() === 0 ? [] : ['sudo'];
}

function missingPackages(commands) {
  const names = commands
    .filter((command) => !isPresent(command))
    .map((command) => (command === 'docker' ? dockerClient() : packages[command]));
  return [...new Set(names)];
}

function isPresent(command) {
  if (command === 'busybox') return isStatic('/bin/busybox');
  // With an engine that is there already, or is named, none of our own may be needed.
  if (command === 'dockerd' && (process.env.DOCKER_HOST || existsSync('/var/run/docker.sock'))) return true;
  return inPath(command);
}

export function inPath(command) {
  return process.env.PATH.split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A program that needs libraries names its loader near its beginning. */
function isStatic(program) {
  return existsSync(program) && !readFileSync(program).subarray(0, 4096).includes('/ld-');
}

function dockerClient() {
  return inPath('dockerd') && spawnSync('apt-cache', ['show', 'docker-cli'], { stdio: 'ignore' }).status === 0 ? 'docker-cli' : 'docker.io';
}

function mayInstall() {
  return process.getuid() === 0 || spawnSync('sudo', ['--non-interactive', 'true'], { stdio: 'ignore' }).status === 0;
}

function succeeds([command, ...args]) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
}
