/** The programs without NATS, as commands in a pipe: containers on a real engine become the requests that a BIG-IP takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { berthDirectory, makeImage, type PrivateEngine, repository, startEngine, waitUntil } from '@berth/local-stack';
import type { Desired, Engine } from '@berth/messages';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Ended, runEntry } from './run-entry.ts';

let directory: string;
let engine: PrivateEngine;
let bigip: VirtualBigIp;
let config: string;
/** What the collector prints. */
let looked: string;
const addresses = new Map<string, string>();

beforeAll(async () => {
  await mkdir(berthDirectory, { recursive: true });
  directory = await mkdtemp(join(berthDirectory, 'stdio-'));
  [engine, bigip] = await Promise.all([startEngine(), VirtualBigIp.start()]);
  await makeImage(engine.docker);
  for (const name of ['www-1', 'www-2', 'api-1']) {
    const container = await engine.docker.createContainer({ name, Image: 'berth-sample/web:latest' });
    await container.start();
    const { NetworkSettings } = await container.inspect();
    addresses.set(name, Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? '');
  }
  await writeFile(join(directory, 'password'), bigip.password);
  await writeFile(join(directory, 'ca.pem'), bigip.ca);
  config = await configure({ docker1: engine.url });
  looked = (await shell('collector --stdio', config)).stdout;
});

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]();
  await bigip?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** A configuration with these engines, and the virtual BIG-IP. */
async function configure(urls: Readonly<Record<string, string>>, more: object = {}): Promise<string> {
  const edge = {
    units: [new URL(bigip.url).host],
    user: bigip.user,
    passwordFile: join(directory, 'password'),
    ca: join(directory, 'ca.pem'),
    http: { mode: 'own', virtual: '127.0.0.1:18089' },
    ...more,
  };
  const engines = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { url, address: '192.0.2.1' }]));
  const file = join(directory, `${[...Object.keys(urls), ...Object.keys(more)].join('-')}.yaml`);
  await writeFile(
    file,
    stringify({ installation: 'pipe', zones: { public: ['apps.example.com'] }, sites: { here: { engines, bigips: { edge } } } }),
  );
  return file;
}

/** Begins a line of a shell, in which each program's name is its command. */
function begin(line: string, config: string) {
  const commands = ['collector', 'planner', 'ltm-applier', 'route-advisor'].map(
    (name) => `${name}() { node ${join(repository, 'services', name, 'src/main.ts')} "$@"; }`,
  );
  return spawn('bash', ['-o', 'pipefail', '-c', [...commands, line].join('\n')], { env: { ...process.env, BERTH_CONFIG: config } });
}

/** Runs it to its end, with nothing on its standard input. */
async function shell(line: string, config: string): Promise<Ended> {
  const child = begin(line, config);
  child.stdin.end();
  const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

type Told = { readonly method: string; readonly path: string; readonly query?: Readonly<Record<string, string>>; readonly body?: object };
type Line<T> = { readonly bucket: string; readonly key: string; readonly document: T };

function lines<T>(printed: string): T[] {
  // What a program printed is looked at by the test, whatever it is.
  return printed.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]));
}

/** Sends it as anybody could, and returns the status. */
async function send({ method, path, query, body }: Told): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString().replaceAll('+', '%20')}`;
  const options = { method, ca: bigip.ca, auth: `${bigip.user}:${bigip.password}`, headers: { 'content-type': 'application/json' } };
  const sent = request(new URL(`${path}${search}`, bigip.url), options, (response) => {
    response.resume().on('end', () => resolve(response.statusCode));
  });
  sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  return await promise;
}

test('collector | planner | ltm-applier prints the requests after which nothing is left to do', async () => {
  const pipe = 'collector --stdio | planner --stdio | ltm-applier --stdio --dry-run';
  const { code, stdout, stderr } = await shell(pipe, config);
  expect({ code, problems: stderr.split('\n').filter((line) => /"level":"(?:warn|error)"/.test(line)) }).toEqual({ code: 0, problems: [] });
  const told = lines<Told>(stdout);
  const pools = told.filter(({ method, path }) => method === 'POST' && path === '/mgmt/tm/ltm/pool').map(({ body }) => body);
  const members = (...names: string[]) => names.map((name) => expect.objectContaining({ name: `${addresses.get(name)}:80` }));
  expect(pools).toHaveLength(2);
  expect(pools).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'api', partition: 'berth', members: members('api-1') }),
      expect.objectContaining({ name: 'www', partition: 'berth', members: expect.arrayContaining(members('www-1', 'www-2')) }),
    ]),
  );

  for (const each of told) expect({ ...each, status: await send(each) }).toMatchObject({ status: 200 });
  const again = await shell(`${pipe} --observe`, config);
  expect(again).toMatchObject({ code: 0, stdout: '' });
});

test('the same for routes', async () => {
  for (const [path, body] of [
    ['vlan', { name: 'internal', interfaces: [{ name: '1.1', untagged: true }] }],
    ['self', { name: 'internal', address: '192.0.2.254/24', vlan: 'internal' }],
  ] as const)
    expect(await send({ method: 'POST', path: `/mgmt/tm/net/${path}`, body })).toBe(200);
  const routed = await configure({ docker1: engine.url }, { routes: { forwarding: { vlans: ['/Common/internal'] } } });
  const pipe = 'collector --stdio | planner --stdio | route-advisor --stdio --dry-run --observe';
  const told = lines<Told>((await shell(pipe, routed)).stdout);
  expect(told).toMatchObject([
    { path: '/mgmt/tm/net/route', body: { gw: '192.0.2.1', description: 'berth/1 pipe route docker1 bridge' } },
    { path: '/mgmt/tm/ltm/virtual', body: { ipForward: true, vlans: ['/Common/internal'] } },
  ]);
  for (const each of told) expect({ ...each, status: await send(each) }).toMatchObject({ status: 200 });
  expect(await shell(pipe, routed)).toMatchObject({ code: 0, stdout: '' });
});

test('an engine that can not be reached is told, and the others are printed', async () => {
  const two = await configure({ docker1: engine.url, docker2: 'unix:///nowhere.sock' });
  const { code, stdout, stderr } = await shell('collector --stdio', two);
  expect(code).toBe(1);
  const printed = lines<Line<Engine>>(stdout);
  expect(printed.map(({ bucket, key, document }) => [bucket, key, document.containers.map(({ name }) => name).toSorted()])).toEqual([
    ['berth-engines', 'docker1', ['api-1', 'www-1', 'www-2']],
  ]);
  expect(stderr).toMatch(/"engine":"docker2".*nowhere\.sock.*could not look at an engine/);
});

test('a line that is refused is told, the rest is planned, and the exit code is 1', async () => {
  const input = `{"bucket":"berth-engines"}\n${looked}not JSON\n`;
  const { code, stdout, stderr } = await runEntry('services/planner/src/main.ts', {
    args: ['--stdio'],
    env: { BERTH_CONFIG: config },
    input,
  });
  expect(code).toBe(1);
  expect(lines<Line<Desired>>(stdout).map(({ key }) => key)).toEqual(['ltm.edge.=base', 'ltm.edge.=plan', 'ltm.edge.api', 'ltm.edge.www']);
  expect(stderr).toMatch(/"line":1,.*refused a line(?:.|\n)*"line":3,.*refused a line/);
});

test('with --follow, each change is followed by the requests that it asks for', async () => {
  const [line] = lines<Line<Engine>>(looked);
  if (line === undefined) throw new Error('the collector printed nothing');
  const child = begin('planner --stdio --follow | ltm-applier --stdio --dry-run --follow', config);
  const exited = once(child, 'close');
  child.stderr.resume();
  const told: Told[] = [];
  createInterface(child.stdout).on('line', (each) => told.push(...lines<Told>(each)));
  const pools = () => told.filter(({ method, path }) => method === 'POST' && path === '/mgmt/tm/ltm/pool').map(({ body }) => body);

  child.stdin.write(`${JSON.stringify(line)}\n`);
  await waitUntil('both pools', 30_000, () => pools().length === 2);
  await waitUntil('the record of the last name', 30_000, () => told.some(({ query }) => query?.['options']?.includes('www-2.')));
  const before = told.length;
  const without = line.document.containers.filter(({ name }) => name !== 'www-2');
  child.stdin.write(`${JSON.stringify({ ...line, document: { ...line.document, containers: without } })}\n`);
  await waitUntil('the member to go', 30_000, () =>
    told.slice(before).some(({ method, path }) => method === 'DELETE' && path.includes('www')),
  );
  child.stdin.end();
  expect(await exited).toEqual([0, null]);
  const [member, ...others] = told.slice(before).filter(({ method }) => method === 'DELETE');
  expect(member?.path).toBe(`/mgmt/tm/ltm/pool/~berth~www/members/~berth~${addresses.get('www-2')}:80`);
  expect(others.filter(({ path }) => path.includes('pool'))).toEqual([]);
  expect(pools()).toHaveLength(2);
});

test('a reader that has enough ends the program quietly', async () => {
  const none = looked.replace(/"containers":.*/, `"containers":[],"epoch":{"lease":"collector.docker1","created":0,"revision":0}}}`);
  const { stdout, stderr } = await shell(`yes '${looked}${none}' | planner --stdio --follow | head -c 1`, config);
  expect(stdout).toBe('{');
  expect(stderr).not.toMatch(/ {4}at |"level":"error"/);
});
