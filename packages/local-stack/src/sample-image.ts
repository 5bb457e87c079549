/** A small web server image, made on this machine from Debian's static busybox: no image registry is needed. */
import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { runCommand } from './run-command.ts';

/** Its image: `health` has a health check, which is healthy while the file `/www/healthz` exists (checked every second). */
export type SampleTag = 'latest' | 'health';

/** The repository of the sample images. */
const sampleRepository = 'berth-sample/web';

/**
 * Makes `berth-sample/web:<tag>` on an engine. It answers HTTP on port 80: `/` with the container's host name, `/healthz` with the
 * file of that name in `/www`, `/cgi-bin/echo` with the request as it came in, the host name also in the header `X-Container`.
 * It ends at once when it is asked to.
 */
export async function makeImage(docker: Docker, tag: SampleTag = 'latest'): Promise<string> {
  rootFileSystem ??= packRootFileSystem();
  const changes = ['CMD ["/start"]', 'ENV PATH=/bin', 'EXPOSE 80/tcp', ...(tag === 'health' ? [healthCheck] : [])];
  const progress = await docker.importImage(Readable.from([await rootFileSystem]), { repo: sampleRepository, tag, changes });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
  });
  return `${sampleRepository}:${tag}`;
}

const healthCheck = 'HEALTHCHECK --interval=1s --timeout=5s --retries=1 CMD test -f /www/healthz';

/** Process 1 hears no signal that it has no handler for. */
const start = `#!/bin/sh
trap 'kill $!; exit 0' TERM INT
hostname >/www/index.html
httpd -f -p 80 -h /www &
wait $!
`;

const echo = `#!/bin/sh
printf 'Content-Type: text/plain\\r\\nX-Container: %s\\r\\n\\r\\n' "$(hostname)"
echo "$REQUEST_METHOD $REQUEST_URI from $REMOTE_ADDR"
env | grep ^HTTP_ | sort
`;

let rootFileSystem: Promise<Buffer> | undefined;

async function packRootFileSystem(): Promise<Buffer> {
  const busybox = await staticBusybox();
  const root = await mkdtemp(join(tmpdir(), 'berth-image-'));
  try {
    for (const directory of ['bin', 'www/cgi-bin', 'tmp', 'etc', 'proc', 'sys', 'dev'])
      await mkdir(join(root, directory), { recursive: true });
    await copyFile(busybox, join(root, 'bin/busybox'));
    for (const applet of (await runCommand(busybox, '--list')).split('\n')) {
      if (applet !== '' && applet !== 'busybox') await symlink('busybox', join(root, 'bin', applet));
    }
    await writeFile(join(root, 'start'), start);
    await writeFile(join(root, 'www/cgi-bin/echo'), echo);
    await writeFile(join(root, 'www/healthz'), 'ok\n');
    await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
    for (const script of ['start', 'www/cgi-bin/echo', 'bin/busybox']) await chmod(join(root, script), 0o755);
    const { stdout } = await promisify(execFile)('tar', ['-C', root, '-c', '.'], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function staticBusybox(): Promise<string> {
  const path = '/bin/busybox';
  const head = await readFile(path).then(
    (program) => program.subarray(0, 4096).toString('latin1'),
    () => undefined,
  );
  // A program that needs libraries names its loader here, and would not run in an image without them.
  if (head === undefined || head.includes('/ld-')) throw new Error('the sample image needs the Debian package busybox-static');
  return path;
}
