/** The same files in production, as docs/install.md says, word for word: a BIG-IP elsewhere, NATS by keys, a second host, a proxy before Docker's socket. */

import { all, waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { owner } from '../pages/shell.ts';
import { ask, isPage } from '../request.ts';
import { SteadyClient } from '../steady-client.ts';
import { changeUpstream } from './clone.ts';
import { engineOfImages } from './engine.ts';
import { type Newcomer, newcomerWith } from './newcomer.ts';

const patience = 120_000;
const ordinaryUser = `${owner}:${owner}`;

/** They go on from each other, as the page does. */
export function productionTests(): void {
  const started = new AsyncDisposableStack();
  let newcomer: Newcomer;

  beforeAll(async () => {
    newcomer = await newcomerWith(engineOfImages(), started);
  });

  afterAll(async () => await started.disposeAsync());

  let failed = false;
  beforeEach(({ onTestFailed }) => {
    // What follows would only wait in vain.
    if (failed) throw new Error('the step before this one went wrong');
    onTestFailed(async () => {
      failed = true;
      console.error(await newcomer.composition.logs());
    });
  });

  test('one host: a container is served by a BIG-IP on which Berth may do no more than the page says', async () => {
    const { first, install, real } = newcomer;
    await real.follow('The user', first, first);
    await install.follow('One host', first, first, first, first, first);
  });

  test('NATS gets keys, and Berth is told that the BIG-IP is its own', async () => {
    const { first, install } = newcomer;
    await install.follow('NATS that knows each program by its key', first, first, first, first, first);
    await allIsWell();
  });

  test('a proxy opens the socket in place of root', async () => {
    const { first, install } = newcomer;
    await install.follow("Without root at Docker's socket", first, first, first);
  });

  test('containers of a second host are served too', async () => {
    const { first, second, install } = newcomer;
    await install.follow('Further hosts', first, first, first, second, second);
    await second.type('docker run --detach --name web-2 --hostname web-2 --label berth.enable=true nginx');
    await servedAt('web-2.apps.example.com');
    await allIsWell();
  });

  test('nobody is root but NATS and the proxy, and a program has its own key only', async () => {
    for (const name of ['collector', 'planner', 'ltm-applier', 'dns-applier', 'route-advisor']) {
      const [container] = await newcomer.composition.containers(name);
      expect(container?.Config.User).toBe(ordinaryUser);
      const mounted = container?.Mounts.map(({ Destination }) => Destination).filter((path) => path.startsWith('/etc/nats'));
      expect(mounted?.toSorted()).toEqual(['/etc/nats/ca.pem', '/etc/nats/user.nk']);
    }
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

  test('another berth.yaml in the place of the first one counts without more', async () => {
    const { first, install } = newcomer;
    await first.type("sed -i 's/apps.example.com/&, more.example.com/' config/berth.yaml");
    await servedAt('web.more.example.com');
    await install.follow('Changing the configuration', first);
    await allIsWell();
  });

  test('an upgrade makes each program anew, meets nothing of the user, and the containers stay served', async () => {
    const { first, install, account } = newcomer;
    const programs = ['collector', 'planner', 'ltm-applier'];
    const idsOf = async () => (await all(programs.map((name) => newcomer.composition.containers(name)))).flat().map(({ Id }) => Id);
    const before = await idsOf();
    await using client = new SteadyClient(newcomer.http, new Map([['web-2.apps.example.com', new Set([await pageOf('web-2')])]]));
    await changeUpstream(account);
    await install.follow('Upgrading', first, first, first, {
      left: 'the image would have to be built on the second engine too, as on the first',
    });
    expect(await first.type('git status --porcelain')).toBe('');
    expect(await first.type('git log --format=%s -1')).toBe('Give programs more time to end\n');
    expect((await idsOf()).filter((id) => before.includes(id))).toEqual([]);
    await allIsWell();
    expect(client.complaints).toEqual([]);
  });

  test('the rule may be attached elsewhere, and what is left on the BIG-IP can be taken out', async () => {
    const { bigip, first, install, real, composition } = newcomer;
    await bigip('POST', 'ltm/virtual', {
      name: 'shop',
      partition: 'berth',
      destination: '/berth/127.0.0.1:1',
      ipProtocol: 'tcp',
      profiles: ['/Common/tcp', '/Common/http'],
    });
    await real.follow('Attach or own', first, { left: 'berth.yaml, by its schema' });
    await first.type('docker compose run --rm berth freeze');
    await first.type('docker compose stop');
    await bigip('DELETE', 'ltm/virtual/~berth~shop');
    await real.follow('Leaving', first, first);
    await expect(bigip('GET', 'auth/partition/berth')).rejects.toThrow('404');
    await install.follow('Removing it', first);
    expect(await composition.containers('planner')).toEqual([]);
    expect(install.unread).toEqual([]);
  });

  async function servedAt(host: string): Promise<void> {
    await waitUntil(`the page of ${host}`, patience, async () => {
      const answer = await ask(newcomer.http, host);
      return isPage(answer);
    });
  }

  async function pageOf(container: string): Promise<string> {
    const answer = await ask(newcomer.http, `${container}.apps.example.com`);
    if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(`${container} is not served: ${JSON.stringify(answer)}`);
    return answer.body;
  }

  async function allIsWell(): Promise<void> {
    let said = '';
    await waitUntil('a status without complaint', patience, async () => {
      // It fails, with its words, while something isn't well.
      said = await newcomer.first.type('docker compose run --rm berth status').catch(String);
      return said.includes('All is well.');
    }).catch((cause: unknown) => {
      throw new Error(said, { cause });
    });
  }

  /** Statuses, by request. */
  async function answersOfProxy(asker: string): Promise<Readonly<Record<string, number>>> {
    const script = `
      const asked = ${JSON.stringify(asked)}.map(async (request) => {
        const [method, path] = request.split(' ');
        return [request, (await fetch('http://socket-proxy:2375' + path, { method })).status];
      });
      console.log(JSON.stringify(Object.fromEntries(await Promise.all(asked))));`;
    const { stdout } = await newcomer.composition.execute(asker, ['node', '--input-type=module', '--eval', script]);
    return z.record(z.string(), z.number()).parse(JSON.parse(stdout));
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
