/** The main job on a real engine: containers that run are served through the BIG-IP, those that don't are not. */
import { waitUntil } from '@berth/local-stack';
import { GenericContainer } from 'testcontainers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Laboratory, zone } from './laboratory.ts';
import type { Asked } from './request.ts';

let laboratory: Laboratory;
const patience = 60_000;

beforeAll(async () => {
  laboratory = await Laboratory.start();
  // Testcontainers takes its engine from the environment, and would pull an image for its own cleaning up.
  vi.stubEnv('DOCKER_HOST', laboratory.engine.url).stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true');
  const start = (name: string) => new GenericContainer('berth-sample/web:latest').withName(name).withHostname(name).start();
  await Promise.all(['www-1', 'www-2', 'www-3'].map(start));
  await Promise.all(['www-1', 'www-2', 'www-3'].map((name) => answers(name, (asked) => pageOf(asked) === name)));
  await answers('www', (asked) => pageOf(asked).startsWith('www-'));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await laboratory?.[Symbol.asyncDispose]();
});

/** The page, or why there is none. */
function pageOf(asked: Asked): string {
  if (asked.kind === 'reset') return asked.reason;
  return asked.status === 200 ? asked.body : `${asked.status} ${asked.body}`;
}

function statusOf(asked: Asked): number | string {
  return asked.kind === 'answer' ? asked.status : asked.reason;
}

async function answers(label: string, expected: (asked: Asked) => boolean): Promise<Asked> {
  let last: Asked | undefined;
  try {
    return await waitUntil(`the expected answer for ${label}`, patience, async () => {
      last = await laboratory.get(`${label}.${zone}`);
      return expected(last) ? last : undefined;
    });
  } catch (error) {
    throw new Error(`last answer for ${label}: ${JSON.stringify(last)}\n${await laboratory.logs()}`, { cause: error });
  }
}

test('30 requests for the service reach all three containers', async () => {
  const bodies = new Set<string>();
  for (let n = 0; n < 30; n++) bodies.add(pageOf(await laboratory.get(`www.${zone}`)));
  expect(bodies).toEqual(new Set(['www-1', 'www-2', 'www-3']));
});

test("a container's own name reaches that container only", async () => {
  for (let n = 0; n < 10; n++) expect(pageOf(await laboratory.get(`www-2.${zone}`))).toBe('www-2');
});

test('an unknown name in the zone is not found', async () => {
  expect(statusOf(await laboratory.get(`nobody.${zone}`))).toBe(404);
  expect(statusOf(await laboratory.get(`www-9.${zone}`))).toBe(404);
});

test('status says that all is well', async () => {
  const status = await waitUntil('a status without complaint', patience, async () => {
    const ended = await laboratory.berth('status');
    return ended.code === 0 ? ended : undefined;
  });
  expect(status.stdout).toContain('edge');
});

test('a container that turns unhealthy gets no more requests for the service, and gets them again when it is well', async () => {
  const sick = await laboratory.run('health-1', { tag: 'health' });
  await laboratory.run('health-2', { tag: 'health' });
  await answers('health', (asked) => pageOf(asked) === 'health-1');
  const exec = await sick.exec({ Cmd: ['rm', '/www/healthz'] });
  await exec.start({});
  await waitUntil('only health-2', patience, async () => (await bodiesOf('health', 8)) === 'health-2');
  const heal = await sick.exec({ Cmd: ['touch', '/www/healthz'] });
  await heal.start({});
  await waitUntil('both again', patience, async () => (await bodiesOf('health', 8)) === 'health-1 health-2');
});

async function bodiesOf(label: string, requests: number): Promise<string> {
  const bodies = new Set<string>();
  for (let n = 0; n < requests; n++) bodies.add(pageOf(await laboratory.get(`${label}.${zone}`)));
  return [...bodies].toSorted((a, b) => a.localeCompare(b)).join(' ');
}

test('all three stopped: 503 with Retry-After; a fourth is served', async () => {
  const { docker } = laboratory.engine;
  await Promise.all(['www-1', 'www-2', 'www-3'].map((name) => docker.getContainer(name).stop()));
  const answer = await answers('www', (asked) => asked.kind === 'answer' && asked.status === 503);
  expect(answer).toMatchObject({ retryAfter: expect.stringMatching(/^\d+$/) });
  await laboratory.run('www-4');
  await answers('www', (asked) => pageOf(asked) === 'www-4');
  await answers('www-4', (asked) => pageOf(asked) === 'www-4');
});
