/** A real SSH server on this machine, dropbear, which lets one key in and runs commands beside an engine. */
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, isListening, OwnProcess, type PrivateEngine } from '@berth/local-stack';

const run = promisify(execFile);

export type SshServer = AsyncDisposable & {
  /** For Berth's configuration. */
  readonly url: string;
  /** Goes first in the path: there, `ssh` knows the key and the server, as an operator's own configuration would make it. */
  readonly bin: string;
  /** What `ssh` knows of servers. */
  readonly knownHosts: string;
};

/** Starts one whose user `berth` finds the engine as Docker's own client does by default. */
export async function startSshServer(directory: string, { url }: Pick<PrivateEngine, 'url'>): Promise<SshServer> {
  const [home, bin, port] = [join(directory, 'home'), join(directory, 'bin'), await freePort()];
  for (const made of [home, join(home, '.ssh'), bin]) await mkdir(made, { mode: 0o700 });
  const [key, hostKey, knownHosts] = [join(directory, 'key'), join(directory, 'host-key'), join(directory, 'known-hosts')];
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await run('cp', [`${key}.pub`, join(home, '.ssh/authorized_keys')]);
  const { stdout } = await run('dropbearkey', ['-t', 'ed25519', '-f', hostKey]);
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${/^ssh-ed25519 \S+/m.exec(stdout)?.[0]}\n`);
  const config = `IdentityFile ${key}\nIdentitiesOnly yes\nUserKnownHostsFile ${knownHosts}\nStrictHostKeyChecking yes\n`;
  await writeFile(join(directory, 'config'), config);
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\nPATH=\${PATH#*:} exec ssh -F ${join(directory, 'config')} "$@"\n`);
  await chmod(join(bin, 'ssh'), 0o755);
  // A user of its own, for this process only: the server looks for the key in the user's home.
  await writeFile(join(directory, 'passwd'), `berth:x:0:0::${home}:/bin/sh\n`);
  const dropbear = `exec dropbear -F -E -e -s -m -r ${hostKey} -P ${directory}/pid -p 127.0.0.1:${port}`;
  await using started = new AsyncDisposableStack();
  const options = {
    name: 'dropbear',
    command: 'unshare',
    args: ['--mount', 'sh', '-c', `mount --bind ${directory}/passwd /etc/passwd && ${dropbear}`],
    env: { DOCKER_HOST: url },
    logFile: join(directory, 'dropbear.log'),
  };
  const server = started.use(new OwnProcess(options));
  await server.start();
  await server.untilReady(30_000, () => isListening(port));
  const resources = started.move();
  return { url: `ssh://berth@127.0.0.1:${port}`, bin, knownHosts, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
