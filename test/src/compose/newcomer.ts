/** Somebody who has two Docker hosts and a BIG-IP, and follows docs/install.md. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, makeImage, startBigip } from '@berth/local-stack';
import { Reader } from '../pages/reader.ts';
import { Shell, standInCommands } from '../pages/shell.ts';
import type { Ask } from '../pages/tmsh.ts';
import { cloneUpstream, makeUpstream, provideOffline } from './clone.ts';
import { Composition, type EngineOfImages } from './composition.ts';
import { engineWithImageOf } from './images.ts';

export type Newcomer = {
  /** In the first host's clone. */
  readonly first: Shell;
  /** In `services/collector` of the second host's clone. */
  readonly second: Shell;
  /** Where upstream is, and both clones. */
  readonly account: Shell;
  readonly composition: Composition;
  readonly install: Reader;
  readonly real: Reader;
  /** The BIG-IP's administrator. */
  readonly bigip: Ask;
  /** Port of this machine at which the BIG-IP serves HTTP. */
  readonly http: number;
};

/** Password of the user that the page has made. */
const password = 'CHANGE-ME';

/** What it starts ends with `started`. */
export async function newcomerWith(engine: EngineOfImages, started: AsyncDisposableStack): Promise<Newcomer> {
  const second = started.use(await engineWithImageOf(engine));
  const path = await directoryOfAnybody(started);
  const [http, nats] = await Promise.all([freePort(), freePort()]);
  const bigip = started.use(await startBigip({ directory: join(path, 'bigip'), host: engine.gateway, password: 'of the administrator' }));
  await Promise.all([engine, second].map(makeNginx));

  const composition = started.use(new Composition({ engine, env: { NATS_PORT: String(nats), PROXIED_SOCKET: engine.socket } }));
  started.defer(async () => await removeContainer(engine, 'web-1'));
  const account = shellOn(composition, { home: path, directory: path });
  await makeUpstream(account);
  const home = { first: await cloneUpstream(account, 'first'), second: await cloneUpstream(account, 'berth') };
  await provideOffline(home.first);
  const shells = {
    first: shellOn(composition, { home: path, directory: home.first }),
    second: shellOn(new Composition({ engine: second, env: {} }), { home: path, directory: join(home.second, 'services/collector') }),
  };
  await standInCommands(join(path, 'bin'), { docker2: { directory: path, environment: { PATH: '/usr/bin:/bin' } } });
  return {
    ...shells,
    account,
    composition,
    install: await Reader.of({
      page: 'docs/install.md',
      own: {
        'address: 192.0.2.11': `address: ${engine.gateway}`,
        'address: 192.0.2.12': `address: ${second.gateway}`,
        'bigip-a.example.com': `${bigip.host}:${bigip.port}`,
        '198.51.100.10:80': `127.0.0.1:${http}`,
        'http://198.51.100.10/': `http://127.0.0.1:${http}/`,
        '/path/to/ca.pem': bigip.caFile,
        'HOST:4222': `${engine.gateway}:${nats}`,
        '--host HOST': `--host ${engine.gateway}`,
        // Nothing here is to be reached from elsewhere.
        'NATS_ADDRESS=0.0.0.0': `NATS_ADDRESS=${engine.gateway}`,
        '--publish 80': `--publish ${engine.gateway}::80`,
        'COLLECTOR_USER=1000:1000': `COLLECTOR_USER=${await idOf(account)}`,
      },
      typed: { 'cat >secrets/bigip-password': `${password}\n` },
      shown: { 'berth status': /All is well\.|of which the bus knows nothing/, 'curl ': /^[0-9a-f]{12}\n$/ },
    }),
    real: await Reader.of({
      page: 'docs/real-bigip.md',
      // In bash on the BIG-IP.
      own: { '/config/httpd/conf/ssl.crt/server.crt': bigip.caFile },
      bigip: (...request) => bigip.ask(...request),
    }),
    bigip: (...request) => bigip.ask(...request),
    http,
  };
}

/** An ordinary user reaches it, unlike the repository where that lies in a directory of root's. */
async function directoryOfAnybody(started: AsyncDisposableStack): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'berth-newcomer-'));
  started.defer(async () => await rm(path, { recursive: true, maxRetries: 5 }));
  await chmod(path, 0o777);
  return path;
}

function shellOn({ environment }: Composition, { home, directory }: { readonly home: string; readonly directory: string }): Shell {
  const path = `${join(home, 'bin')}:${environment['PATH']}`;
  // Debian's own client, whose builder works without a registry.
  return new Shell({
    directory,
    environment: { ...environment, PATH: path, HOME: home, DOCKER_BUILDKIT: '1', COMPOSE_DOCKER_CLI_BUILD: '1' },
  });
}

async function idOf(shell: Shell): Promise<string> {
  return (await shell.type('echo "$(id -u):$(id -g)"')).trim();
}

/** An image of the name that the page uses. */
async function makeNginx({ docker }: EngineOfImages): Promise<void> {
  await docker.getImage(await makeImage(docker)).tag({ repo: 'nginx', tag: 'latest' });
}

async function removeContainer({ docker }: EngineOfImages, name: string): Promise<void> {
  const found = await docker.listContainers({ all: true, filters: { name: [`^/${name}$`] } });
  for (const { Id } of found) await docker.getContainer(Id).remove({ force: true });
}
