/** Each program's own image alone, between a NATS and a virtual BIG-IP that nobody else uses. */
import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeImage, ownDirectory, waitUntil } from '@berth/local-stack';
import { desiredServiceKey, documents, engineKey, statusKey } from '@berth/messages';
import type { StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type Asked, ask } from '../request.ts';
import { documentIn } from '../test-store.ts';
import { forDns, forLtm, forPlanner, forRoutes, type Given } from './alone-documents.ts';
import { engineOfImages } from './engine.ts';
import { LonePlace } from './lone-place.ts';
import { type Alone, endsAlone, startAlone } from './lone-program.ts';

const patience = 60_000;
/** Nobody on this machine. */
const user = 10_123;
const engine = engineOfImages();
const signal = new AbortController().signal;
const parts = new AsyncDisposableStack();

/** What each is told to care for. Site west and its engine exist on the bus only. */
const cares = {
  collector: ['--engine', 'docker1'],
  planner: ['--site', 'west'],
  'ltm-applier': ['--bigip', 'edge'],
  'dns-applier': ['--bigip', 'edge'],
  'route-advisor': ['--bigip', 'edge'],
} as const;
type ProgramName = keyof typeof cares;
const programs = Object.keys(cares) as ProgramName[];

let place: LonePlace;
/** Of the programs, by name. */
const containers = new Map<string, StartedTestContainer>();

beforeAll(async () => {
  place = parts.use(await LonePlace.start(engine));
  await Promise.all(
    programs.map(async (program) => containers.set(program, parts.use(await startAlone(await alone(program, cares[program]))))),
  );
});

afterAll(async () => await parts.disposeAsync());

/** The collector belongs to the group that may use the engine's socket. */
async function alone(program: ProgramName, args: readonly string[], directory = place.directory): Promise<Alone> {
  const { network, watched } = place;
  const usual = { program, args, directory, network };
  if (program !== 'collector') return { ...usual, user: `${user}:${user}` };
  return { ...usual, user: `${user}:${(await stat(watched.socket)).gid}`, socket: watched.socket };
}

function containerOf(program: string): StartedTestContainer {
  const container = containers.get(program);
  if (container === undefined) throw new Error(`${program} was not started`);
  return container;
}

/** What a program answers whoever supervises it. */
async function health(program: string, path: string): Promise<Asked> {
  return await ask({ address: containerOf(program).getIpAddress(place.network.getName()), port: 8081 }, 'localhost', path);
}

async function bodyOf(program: string, path: string): Promise<unknown> {
  const asked = await health(program, path);
  return asked.kind === 'answer' ? JSON.parse(asked.body) : asked;
}

const Ready = z.object({ instance: z.string(), leases: z.array(z.string()) });

async function put(...given: readonly Given[]): Promise<void> {
  for (const { bucket, key, document } of given)
    expect(
      await place.store.compareAndSet(bucket, { key, document: documents[bucket].schema.parse(document), revision: undefined }, signal),
    ).toBeTypeOf('number');
}

describe('what it is for', () => {
  test('collector: a container on its engine is in the document of that', async () => {
    const Image = await makeImage(place.watched.docker);
    const container = await place.watched.docker.createContainer({ name: 'web-1', Image });
    await container.start();
    await waitUntil('the container', patience, async () => {
      const document = await documentIn(place.store, 'berth-engines', engineKey('docker1'), signal);
      return document?.containers.some(({ id, state }) => id === container.id && state === 'running');
    });
  });

  test('planner: a container on an engine of its site becomes a member', async () => {
    await put(forPlanner({ engine: 'docker2', site: 'west' }));
    const planned = await waitUntil(
      'the service',
      patience,
      async () => await documentIn(place.store, 'berth-desired', desiredServiceKey('ltm', 'far', 'www'), signal),
    );
    expect(planned).toMatchObject({
      want: { members: [{ address: '172.17.0.2%0', port: 80, session: 'enabled', origin: { name: 'www-1' } }] },
    });
  });

  test.for([
    { program: 'ltm-applier', kind: 'ltm', given: forLtm(), path: 'ltm/pool/~berth~www/members/~berth~172.17.0.2:80' },
    { program: 'dns-applier', kind: 'dns', given: forDns(), path: 'ltm/data-group/internal/~berth~berth_dns' },
    { program: 'route-advisor', kind: 'route', given: forRoutes('192.0.2.11'), path: 'net/route/~berth~berth_route_172.17.0.0_16' },
  ] as const)('$program: what is desired is on the BIG-IP, and its status says so', async ({ kind, given, path }) => {
    await put(...given);
    await waitUntil(path, patience, async () => await place.unit.has(path));
    const status = await waitUntil('the status', patience, async () => {
      const told = await documentIn(place.store, 'berth-status', statusKey(kind, 'edge'), signal);
      return told?.state.kind === 'active' && told.behindBy === 0 ? told : undefined;
    });
    expect(status.exceptions).toEqual([]);
  });
});

describe.for(programs)('%s', (program) => {
  test('says that it is well, what it holds, and what it measures', async () => {
    expect(await bodyOf(program, '/healthz')).toEqual({ alive: true });
    expect(await bodyOf(program, '/readyz')).toMatchObject({ connected: true, program });
    expect(await health(program, '/metrics')).toMatchObject({ status: 200, body: expect.stringContaining('berth_nats_connected 1') });
  });

  test('is an ordinary user without any capability, and can write nowhere but in /tmp', async () => {
    const inside = async (script: string) => (await containerOf(program).exec(['sh', '-c', `exec 2>&1; ${script}`])).output;
    // Its own process, which is the child of Docker's init.
    const status = await inside(`cat /proc/$(pidof node)/status`);
    expect(status).toMatch(new RegExp(`^Uid:\\t${user}\\t${user}\\t${user}\\t${user}$`, 'm'));
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) expect(status).toMatch(new RegExp(`^${set}:\\t0{16}$`, 'm'));
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    expect(await inside('touch /berth/a /etc/a; touch /tmp/a && rm /tmp/a && echo written')).toMatch(
      /\/berth\/a: Read-only file system\n.*\/etc\/a: Read-only file system\nwritten\n$/,
    );
  });

  test('ends in time and with 0 when it is asked to, and gives back its leases', async () => {
    const { instance, leases } = Ready.parse(await bodyOf(program, '/readyz'));
    expect(leases).not.toEqual([]);
    const container = engine.docker.getContainer(containerOf(program).getId());
    // As docker-compose.yml says: afterwards it would be killed, which is 137.
    await container.stop({ t: 15 });
    expect((await container.inspect()).State).toMatchObject({ ExitCode: 0, OOMKilled: false });
    for (const lease of leases) expect((await documentIn(place.store, 'berth-leases', lease, signal))?.instance).not.toBe(instance);
  });
});

describe('a wrong configuration', () => {
  test.concurrent.for(programs)('%s says what is wrong, and ends with 2', async (program, { expect }) => {
    await using folder = await ownDirectory('alone-wrong');
    await chmod(folder.path, 0o755);
    await writeFile(join(folder.path, 'berth.yaml'), stringify({ installation: 'Wrong Name', sites: {} }));
    await using ended = await endsAlone(await alone(program, [], folder.path));
    const words: string[] = [];
    for await (const part of await ended.logs()) words.push(String(part));
    expect(words.join('')).toMatch(
      new RegExp(`^${program}: \\S+berth.yaml can't be used:\\n  installation: .*\\(is "Wrong Name"\\)$`, 'm'),
    );
    expect((await engine.docker.getContainer(ended.getId()).inspect()).State.ExitCode).toBe(2);
  });
});
