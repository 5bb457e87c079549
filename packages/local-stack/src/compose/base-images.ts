/** Stand-ins for the public images that docker-compose.yml names, made from what this machine has, for where no registry can be reached. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { repository } from '../paths.ts';
import { addLibraries, addProgram, importImage, packRootFileSystem } from '../root-file-system.ts';
import { pnpm } from './offline-parts.ts';

/** What .env says to use them. */
export const baseImages = {
  BERTH_BASE: 'berth-local/node:24',
  NATS_IMAGE: 'berth-local/nats:2',
  BUSYBOX_IMAGE: 'berth-local/busybox:1',
} as const;

/** Makes all of them on an engine. Needs the Debian packages busybox-static, nats-server and tcl. */
export async function makeBaseImages(docker: Docker): Promise<void> {
  const node = await packRootFileSystem(async (root) => {
    await addProgram(root, join(repository, 'node_modules/node/bin/node'), '/usr/local/bin/node');
    await addProgram(root, '/bin/bash', '/bin/bash');
    await addProgram(root, '/usr/bin/tclsh', '/usr/bin/tclsh');
    await cp('/usr/share/tcltk', join(root, 'usr/share/tcltk'), { recursive: true });
    await addLibraries(root, pnpm);
  });
  await importImage(docker, node, baseImages.BERTH_BASE, ['ENV PATH=/usr/local/bin:/usr/bin:/bin', 'CMD ["node"]']);
  const nats = await packRootFileSystem((root) => addProgram(root, '/usr/sbin/nats-server', '/usr/local/bin/nats-server'));
  await importImage(docker, nats, baseImages.NATS_IMAGE, ['ENV PATH=/usr/local/bin:/bin', 'ENTRYPOINT ["nats-server"]']);
  await importImage(docker, await packRootFileSystem(async () => {}), baseImages.BUSYBOX_IMAGE, ['ENV PATH=/bin', 'CMD ["sh"]']);
}
