/** `docker compose up`, as somebody runs it who has nothing but Docker. */
import { waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Composition } from './composition.ts';
import { dig } from './dig.ts';
import { ask } from './request.ts';

const patience = 120_000;
const programs = ['collector', 'planner', 'ltm-applier', 'dns-applier', 'route-advisor'];

let composition: Composition;
let bigip: string;

beforeAll(async () => {
  composition = await Composition.build();
  await composition.compose('up', '--detach', '--no-build');
  bigip = await composition.address('bigip');
}, patience * 2);

afterAll(async () => await composition?.[Symbol.asyncDispose]());

const page = async (host: string) => await ask({ address: bigip, port: 8080 }, host);

test('one command leads to the first page, the names and the lines to try', async () => {
  await waitUntil('the quick start', patience, async () =>
    (await composition.compose('logs', 'quick-start')).includes('Berth is running.'),
  );
  expect(await page('www-2.apps.example.com')).toMatchObject({ status: 200, body: 'www-2' });
  expect(await page('www.apps.example.com')).toMatchObject({ status: 200, body: expect.stringMatching(/^www-[123]$/) });
  await waitUntil('three addresses', patience, async () => {
    const { answers } = await dig({ address: bigip, port: 8053 }, 'www.docker.example.com');
    return answers.length === 3;
  });
  expect(await composition.compose('exec', '-T', 'planner', 'berth', 'status')).toContain('All is well.');
});

test('a container of its network that carries the label is served, and is gone when it stops', async () => {
  const [sample] = await composition.containers('www-1');
  const container = await composition.engine.docker.createContainer({
    name: 'www-4',
    Hostname: 'www-4',
    Image: sample?.Config.Image ?? '',
    Cmd: sample?.Config.Cmd ?? [],
    ExposedPorts: { '80/tcp': {} },
    Labels: { 'berth.enable': 'true' },
    HostConfig: { NetworkMode: composition.network },
  });
  await container.start();
  await waitUntil('its page', patience, async () => {
    const answer = await page('www-4.apps.example.com');
    return answer.kind === 'answer' && answer.body === 'www-4';
  });
  await container.remove({ force: true });
  await waitUntil('the end of its page', patience, async () => {
    const answer = await page('www-4.apps.example.com');
    return answer.kind === 'answer' && answer.status === 404;
  });
});

test('each program runs without rights that it does not need, and is healthy', async () => {
  for (const name of programs) {
    await waitUntil(`${name} to be healthy`, patience, async () => {
      const [container] = await composition.containers(name);
      return container?.State.Health?.Status === 'healthy';
    });
    const [container] = await composition.containers(name);
    expect(container?.HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Init: true,
    });
    expect(container?.HostConfig.Memory).toBeGreaterThan(0);
    expect(container?.Config.User).toBe(name === 'collector' ? '0:0' : '1000:1000');
  }
});

test('a second planner is a spare that goes on when the first one stops', async () => {
  await composition.compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'planner=2');
  const [, first] = (await composition.containers('planner')).toSorted((a, b) => Date.parse(b.Created) - Date.parse(a.Created));
  await waitUntil('the spare to wait', patience, async () =>
    (await composition.compose('logs', 'planner')).includes('waiting for a lease'),
  );
  await composition.engine.docker.getContainer(first?.Id ?? '').stop();
  await composition.compose('stop', 'www-1');
  await waitUntil('two addresses', patience, async () => {
    const { answers } = await dig({ address: bigip, port: 8053 }, 'www.docker.example.com');
    return answers.length === 2;
  });
});

test('the image of the programs adds less than 120 MB to its base', async () => {
  const size = async (image: string) => (await composition.engine.docker.getImage(image).inspect()).Size;
  const added = (await size('berth')) - (await size('berth-local/node:24'));
  expect(added).toBeLessThan(120 * 1024 * 1024);
});

test('the image lists what is in it, and all of that may be passed on', async () => {
  const listed = Sbom.parse(JSON.parse(await composition.compose('exec', '-T', 'dns-applier', 'cat', 'sbom.json')));
  const others = listed.components.filter(({ name, group }) => name !== 'berth' && group !== '@berth');
  expect(others.map(({ name }) => name)).toEqual(expect.arrayContaining(['zod', 'dockerode', 'got', 'pino']));
  const wrong = others.filter(({ name, licenses }) => {
    const named = licenses.map((licence) => ('license' in licence ? licence.license.id : licence.expression));
    return named.length === 0 ? !namedInTheOldWay.has(name) : !named.every((licence) => free.has(licence));
  });
  expect(wrong).toEqual([]);
});

const Licence = z.union([z.object({ license: z.object({ id: z.string() }) }), z.object({ expression: z.string() })]);
const Sbom = z.object({
  components: z.array(z.object({ name: z.string(), group: z.string().optional(), licenses: z.array(Licence).default([]) })),
});
const free = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  '(MIT OR CC0-1.0)',
]);
/** MIT, by a field of package.json that is no longer read. */
const namedInTheOldWay = new Set(['ssh2', 'cpu-features', 'buildcheck']);
