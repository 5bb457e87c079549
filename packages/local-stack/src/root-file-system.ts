/** What an image made on this machine has in it, packed for Docker's import: no image registry is needed. */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { runCommand } from './run-command.ts';

/** Busybox with all its commands in `/bin`, and what `fill` puts beside it into the directory that it is given; as a tar. */
export async function packRootFileSystem(fill: (root: string) => Promise<void>): Promise<Buffer> {
  const busybox = await staticBusybox();
  const root = await mkdtemp(join(tmpdir(), 'berth-image-'));
  try {
    for (const directory of ['bin', 'tmp', 'etc', 'proc', 'sys', 'dev']) await mkdir(join(root, directory), { recursive: true });
    await chmod(join(root, 'tmp'), 0o1777);
    await copyFile(busybox, join(root, 'bin/busybox'));
    for (const applet of (await runCommand(busybox, '--list')).split('\n')) {
      if (applet !== '' && applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
    }
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
    await chmod(join(root, 'bin/busybox'), 0o755);
    await fill(root);
    const pack = ['-C', root, '--owner=0', '--group=0', '-c', '.'];
    const { stdout } = await promisify(execFile)('tar', pack, { encoding: 'buffer', maxBuffer: 1024 * 1024 * 1024 });
    return stdout;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Puts a program of this machine into `root` at `to`, with the libraries that it is linked to. */
export async function addProgram(root: string, program: string, to: string): Promise<void> {
  await add(root, program, to);
  await addLibraries(root, program);
}

/** Puts the libraries that a program of this machine is linked to into `root`. */
export async function addLibraries(root: string, program: string): Promise<void> {
  // A program that isn't linked to anything makes ldd fail.
  const linked = await runCommand('ldd', program).catch(() => '');
  for (const line of linked.split('\n')) {
    const library = /(?:=> |^\s*)(\/\S+) \(0x/.exec(line)?.[1];
    if (library !== undefined) await add(root, library, library);
  }
}

async function add(root: string, from: string, to: string): Promise<void> {
  await mkdir(dirname(join(root, to)), { recursive: true });
  await copyFile(from, join(root, to));
}

/** Makes an image out of a packed root file system. `changes`: lines of a Dockerfile, such as `CMD [...]`. */
export async function importImage(docker: Docker, archive: Buffer, image: string, changes: readonly string[]): Promise<void> {
  const at = image.lastIndexOf(':');
  const progress = await docker.importImage(Readable.from([archive]), { repo: image.slice(0, at), tag: image.slice(at + 1), changes });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function staticBusybox(): Promise<string> {
  const path = '/bin/busybox';
  const head = await readFile(path).then(
    (program) => program.subarray(0, 4096).toString('latin1'),
    () => undefined,
  );
  // A program that needs libraries names its loader here, and would not run in an image without them.
  if (head === undefined || head.includes('/ld-')) throw new Error('images need the Debian package busybox-static');
  return path;
}
