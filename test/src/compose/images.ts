/** An engine of its own with the images that the files for Compose name, made here as on a machine without any registry. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { baseImages, gatherOfflineParts, makeBaseImages, type PrivateEngine, repository, startEngine } from '@berth/local-stack';

export const images = {
  BERTH_IMAGE: 'berth',
  BERTH_BIGIP_IMAGE: 'berth-virtual-bigip',
  SOCKET_PROXY_IMAGE: 'berth-local/socket-proxy:1',
} as const;

const builds = [
  { image: images.BERTH_IMAGE, context: '.', args: ['--target', 'programs'] },
  { image: images.BERTH_BIGIP_IMAGE, context: '.', args: ['--target', 'virtual-bigip'] },
  { image: images.SOCKET_PROXY_IMAGE, context: 'test/src/compose/socket-proxy', args: [] },
] as const;

/** Starts the engine. What its containers publish can be reached, as on any engine. */
export async function engineWithImages(): Promise<PrivateEngine> {
  await using started = new AsyncDisposableStack();
  const engine = started.use(await startEngine({ name: 'compose', daemon: ['--userland-proxy=true'] }));
  await Promise.all([makeBaseImages(engine.docker), gatherOfflineParts()]);
  // Debian's own client, whose builder works without a registry.
  const options = { cwd: repository, env: { ...process.env, DOCKER_HOST: engine.url, DOCKER_BUILDKIT: '1' } };
  const given = ['--quiet', '--build-arg', `BASE=${baseImages.BERTH_BASE}`];
  for (const { image, context, args } of builds)
    await promisify(execFile)('/usr/bin/docker', ['build', ...given, ...args, '--tag', image, context], options);
  started.move();
  return engine;
}

/** Starts an engine with another one's image of the programs. */
export async function engineWithImageOf(first: Pick<PrivateEngine, 'docker'>): Promise<PrivateEngine> {
  await using started = new AsyncDisposableStack();
  const engine = started.use(await startEngine({ name: 'compose2' }));
  await engine.docker.loadImage(await first.docker.getImage(images.BERTH_IMAGE).get());
  started.move();
  return engine;
}
