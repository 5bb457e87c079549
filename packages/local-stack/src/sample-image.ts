/** A small web server image, made on this machine from Debian's static busybox: no image registry is needed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { importImage, packRootFileSystem } from './root-file-system.ts';

/** Its image: `health` has a health check, which is healthy while the file `/www/healthz` exists (checked every second). */
export type SampleTag = 'latest' | 'health';

/** The repository of the sample images. */
const sampleRepository = 'berth-sample/web';

/**
 * Makes `berth-sample/web:<tag>` on an engine. It answers HTTP on port 80: `/` with the container's host name, `/healthz` with the
 * file of that name in `/www`, `/cgi-bin/echo` with the request as it came in, the host name also in the header `X-Container`,
 * `/cgi-bin/slow` with the host name after 0.3 s.
 * It ends at once when it is asked to; with the environment variable `DRAIN`, after that many seconds, in which it still takes requests, and
 * when the last one is answered.
 */
export async function makeImage(docker: Docker, tag: SampleTag = 'latest'): Promise<string> {
  packed ??= packRootFileSystem(fill);
  const changes = ['CMD ["/start"]', 'ENV PATH=/bin', 'EXPOSE 80/tcp', ...(tag === 'health' ? [healthCheck] : [])];
  await importImage(docker, await packed, `${sampleRepository}:${tag}`, changes);
  return `${sampleRepository}:${tag}`;
}

const healthCheck = 'HEALTHCHECK --interval=1s --timeout=5s --retries=1 CMD test -f /www/healthz';

/** Process 1 hears no signal that it has no handler for. */
const start = `#!/bin/sh
end() {
  [ -n "$DRAIN" ] && sleep "$DRAIN"
  kill $server
  [ -n "$DRAIN" ] && while pidof httpd >/dev/null; do sleep 0.1; done
  exit 0
}
trap end TERM INT
hostname >/www/index.html
httpd -f -p 80 -h /www &
server=$!
wait $server
`;

const echo = `#!/bin/sh
printf 'Content-Type: text/plain\\r\\nX-Container: %s\\r\\n\\r\\n' "$(hostname)"
echo "$REQUEST_METHOD $REQUEST_URI from $REMOTE_ADDR"
env | grep ^HTTP_ | sort
`;

const slow = `#!/bin/sh
sleep 0.3
printf 'Content-Type: text/plain\\r\\n\\r\\n'
hostname
`;

let packed: Promise<Buffer> | undefined;

async function fill(root: string): Promise<void> {
  await mkdir(join(root, 'www/cgi-bin'), { recursive: true });
  await writeFile(join(root, 'start'), start, { mode: 0o755 });
  await writeFile(join(root, 'www/cgi-bin/echo'), echo, { mode: 0o755 });
  await writeFile(join(root, 'www/cgi-bin/slow'), slow, { mode: 0o755 });
  await writeFile(join(root, 'www/healthz'), 'ok\n');
}
