/** The same files in production: a BIG-IP elsewhere, secrets from folders, NATS by keys, Docker's socket behind a proxy, a second host. */
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BigipProcess, freePort, makeImage, ownDirectory, type PrivateEngine, startBigip, waitUntil } from '@berth/local-stack';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { ask } from '../request.ts';
import { Composition, type EngineOfImages } from './composition.ts';
import { engineOfImages } from './engine.ts';
import { engineWithImageOf } from './images.ts';

const patience = 60_000;
/** Nobody on this machine. */
const owner = 10_123;
const ordinaryUser = `${owner}:${owner}`;

export function productionTests(): void {
  const started = new AsyncDisposableStack();
  let composition: Composition;
  let http: number;

  beforeAll(async () => {
    const first = engineOfImages();
    const second = started.use(await engineWithImageOf(first));
    const { path } = started.use(await ownDirectory('compose'));
    const [port, natsPort] = await Promise.all([freePort(), freePort()]);
    http = port;
    const bigip = started.use(await startBigip({ directory: join(path, 'bigip'), host: first.gateway, password }));
    const folders = await writeFolders(path, { bigip, first, second, http });
    const env = { ...folders, BERTH_USER: ordinaryUser, COMPOSE_FILE: 'docker-compose.yml' };
    const init = ['security', 'init', '/security', '--mounted-at', '/etc/nats', '--host', first.gateway];
    const mounted = ['--volume', `${env.BERTH_SECURITY}:/security`];
    const once = started.use(new Composition({ engine: first, env }));
    await once.compose('run', '--rm', '--no-deps', '-T', ...mounted, 'berth', ...init);

    const nats = { NATS_ADDRESS: first.gateway, NATS_PORT: String(natsPort) };
    const proxy = {
      COMPOSE_PROFILES: 'socket-proxy',
      COLLECTOR_USER: ordinaryUser,
      DOCKER_SOCKET: '/dev/null',
      PROXIED_SOCKET: first.socket,
    };
    const secured = { COMPOSE_FILE: 'docker-compose.yml:packages/local-stack/compose/secure.yml', ENGINE: 'docker1' };
    composition = started.use(new Composition({ engine: first, env: { ...env, ...nats, ...proxy, ...secured } }));
    const up = ['up', '--detach', '--no-build'];
    await composition.compose(...up, '--scale', 'dns-applier=0', '--scale', 'route-advisor=0');
    const further = {
      ...env,
      COMPOSE_FILE: 'docker-compose.yml:secure.yml',
      ENGINE: 'docker2',
      BERTH_SERVERS: `nats://${first.gateway}:${natsPort}`,
    };
    await new Composition({ engine: second, directory: 'services/collector', env: further }).compose(...up);
    for (const [engine, name] of [
      [first, 'shop-1'],
      [second, 'shop-2'],
    ] as const) {
      const shop = await startShop(engine, name);
      started.defer(() => shop.remove({ force: true }));
    }
  });

  afterAll(async () => await started.disposeAsync());

  test('containers of both hosts are served by the BIG-IP', async () => {
    for (const name of ['shop-1', 'shop-2'])
      await waitUntil(`the page of ${name}`, patience, async () => {
        const answer = await ask(http, `${name}.apps.example.com`);
        return answer.kind === 'answer' && answer.body === name;
      });
    await waitUntil('a status without complaint', patience, async () => {
      // It fails, with its words, while something isn't well.
      const said = await composition.compose('run', '--rm', '-T', 'berth', 'status').catch(String);
      return said.includes('All is well.');
    });
  });

  test('nobody is root but NATS and the proxy, and a program has its own key only', async () => {
    for (const name of ['collector', 'planner', 'ltm-applier']) {
      const [container] = await composition.containers(name);
      expect(container?.Config.User).toBe(ordinaryUser);
      const mounted = container?.Mounts.map(({ Destination }) => Destination).filter((path) => path.startsWith('/etc/nats'));
      expect(mounted?.toSorted()).toEqual(['/etc/nats/ca.pem', '/etc/nats/user.nk']);
    }
    expect(await composition.containers('dns-applier')).toEqual([]);
  });

  test('the proxy lets through what the collector asks, and nothing else or from elsewhere', async () => {
    expect(await answersOfProxy('collector')).toEqual({
      'GET /version': 200,
      'GET /containers/json?all=1': 200,
      'GET /containers/0123456789ab/json': 404,
      'GET /containers/0123456789ab/archive?path=/etc': 403,
      'GET /containers/0123456789ab/logs': 403,
      'GET /images/json': 403,
      'POST /containers/create': 405,
    });
    expect(new Set(Object.values(await answersOfProxy('planner')))).toEqual(new Set([403]));
  });

  /** Statuses, by request. */
  async function answersOfProxy(asker: string): Promise<Readonly<Record<string, number>>> {
    const script = `
      const asked = ${JSON.stringify(asked)}.map(async (request) => {
        const [method, path] = request.split(' ');
        return [request, (await fetch('http://socket-proxy:2375' + path, { method })).status];
      });
      console.log(JSON.stringify(Object.fromEntries(await Promise.all(asked))));`;
    const printed = await composition.compose('exec', '-T', asker, 'node', '--input-type=module', '--eval', script);
    return z.record(z.string(), z.number()).parse(JSON.parse(printed));
  }
}

const asked = [
  'GET /version',
  'GET /containers/json?all=1',
  'GET /containers/0123456789ab/json',
  'GET /containers/0123456789ab/archive?path=/etc',
  'GET /containers/0123456789ab/logs',
  'GET /images/json',
  'POST /containers/create',
];

const password = 'of the BIG-IP';

type Places = { readonly bigip: BigipProcess; readonly first: EngineOfImages; readonly second: PrivateEngine; readonly http: number };

/** berth.yaml, the folder of secrets and an empty one for NATS's, which only their owner may read; as .env names them. */
async function writeFolders(path: string, { bigip, first, second, http }: Places) {
  const [BERTH_CONFIG_FOLDER, BERTH_SECRETS, BERTH_SECURITY] = [join(path, 'config'), join(path, 'secrets'), join(path, 'security')];
  const engines = {
    docker1: { url: 'http://socket-proxy:2375', address: first.gateway },
    docker2: { url: 'unix:///var/run/docker.sock', address: second.gateway },
  };
  const secrets = { passwordFile: '/run/berth/bigip-password', ca: '/run/berth/bigip-ca.pem' };
  const edge = { ...bigip.configuration, ...secrets, http: { mode: 'own', virtual: `127.0.0.1:${http}` } };
  const zones = { public: ['apps.example.com'], internal: ['docker.example.com'] };
  const sites = { here: { engines, bigips: { edge } } };
  await mkdir(BERTH_CONFIG_FOLDER);
  await writeFile(join(BERTH_CONFIG_FOLDER, 'berth.yaml'), stringify({ installation: 'shop', zones, expose: 'labelled', sites }));
  for (const folder of [BERTH_SECRETS, BERTH_SECURITY]) await mkdir(folder, { mode: 0o700 });
  await writeFile(join(BERTH_SECRETS, 'bigip-password'), password, { mode: 0o600 });
  await writeFile(join(BERTH_SECRETS, 'bigip-ca.pem'), await readFile(bigip.caFile));
  for (const file of [BERTH_SECRETS, BERTH_SECURITY, join(BERTH_SECRETS, 'bigip-password')]) await chown(file, owner, owner);
  return { BERTH_CONFIG_FOLDER, BERTH_SECRETS, BERTH_SECURITY };
}

async function startShop({ docker }: Pick<EngineOfImages, 'docker'>, name: string): Promise<Docker.Container> {
  const Image = await makeImage(docker);
  const container = await docker.createContainer({ name, Hostname: name, Image, Labels: { 'berth.enable': 'true' } });
  await container.start();
  return container;
}
