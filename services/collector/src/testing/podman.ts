/** Podman's Docker-compatible socket, with storage and a network of its own. Needs root. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerAt, OwnProcess, ownDirectory } from '@berth/local-stack';
import type Docker from 'dockerode';

export type Podman = AsyncDisposable & { readonly url: string; readonly docker: Docker };

/** Starts one, and returns when it answers. Its containers' network is in a namespace that goes with it. */
export async function startPodman(): Promise<Podman> {
  await using started = new AsyncDisposableStack();
  const { path } = started.use(await ownDirectory('podman'));
  const socket = join(path, 'podman.sock');
  const docker = dockerAt(`unix://${socket}`, { timeout: 30_000 });
  await mkdir(join(path, 'networks'));
  // Its own limits may be more than this machine lets anybody have.
  await writeFile(join(path, 'containers.conf'), '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n');
  const where = ['--root', join(path, 'root'), '--runroot', join(path, 'run'), '--tmpdir', join(path, 'tmp')];
  const how = ['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'];
  const podman = ['podman', ...where, ...how, '--network-config-dir', join(path, 'networks')];
  // What it would leave behind on the machine goes with the namespace too: addresses given to containers, and their namespaces.
  const hide = 'for d in /var/lib/cni /run/netns; do mkdir -p $d && mount -t tmpfs none $d || exit; done; exec "$@"';
  const service = new OwnProcess({
    name: 'podman',
    command: 'unshare',
    args: ['--net', '--mount', 'sh', '-c', hide, 'sh', ...podman, 'system', 'service', '--time', '0', `unix://${socket}`],
    env: { CONTAINERS_CONF: join(path, 'containers.conf') },
    logFile: join(path, 'podman.log'),
  });
  started.use(service);
  await service.start();
  started.defer(() => removeAll(docker));
  await service.untilReady(30_000, () =>
    docker.ping().then(
      () => true,
      () => false,
    ),
  );
  const resources = started.move();
  return { url: `unix://${socket}`, docker, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function removeAll(docker: Docker): Promise<void> {
  for (const { Id } of await docker.listContainers({ all: true })) await docker.getContainer(Id).remove({ force: true });
}
