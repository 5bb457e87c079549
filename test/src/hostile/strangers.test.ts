/** A real engine on which strangers start containers, with all of Berth at its most talkative: who means well is served, and no secret is told. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@berth/local-stack';
import { isWrite, type LoggedRequest } from '@berth/virtual-bigip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Laboratory, type ProgramName, zone } from '../laboratory.ts';
import { Unit } from '../measure/unit-requests.ts';
import { OtlpReceiver } from '../otlp-receiver.ts';
import { runEntry } from '../run-entry.ts';
import { connectAs } from '../security/secure.ts';
import { filesBelow, keyLines, leaks, newKey, type Output, processOutputs, type Secret, secretsOf } from './secrets.ts';
import { allowOn, startStrangers } from './stranger.ts';

const patience = 60_000;
const talkative: readonly ProgramName[] = ['collector', 'planner', 'ltm-applier', 'dns-applier'];
const engineKey = await newKey();
const traceKey = 'Bearer whoever-takes-traces-knows-it';
const resources = new AsyncDisposableStack();
let traces: OtlpReceiver;
let laboratory: Laboratory;

beforeAll(async () => {
  laboratory = await Laboratory.start({ security: 'on', dns: 'on', log: 'debug', before: configure });
});
afterAll(async () => {
  await laboratory?.[Symbol.asyncDispose]();
  await resources.disposeAsync();
});

/** What the engine is allowed; another engine, which can't be reached, by TLS; and who takes traces, for a key. */
async function configure({ config, directory, engine, machine }: Laboratory): Promise<void> {
  traces = resources.use(await OtlpReceiver.start({ at: machine, authorization: traceKey }));
  const file = join(directory, 'docker-key.pem');
  await writeFile(file, engineKey);
  const headersFile = join(directory, 'trace-headers');
  await writeFile(headersFile, `authorization: ${traceKey}\n`);
  const Configured = z.looseObject({
    sites: z.looseObject({ here: z.looseObject({ engines: z.looseObject({ docker1: z.looseObject({}) }) }) }),
  });
  const content = Configured.parse(parse(await readFile(config, 'utf8')));
  content.sites.here.engines.docker1['allow'] = allowOn(engine);
  content.sites.here.engines['docker2'] = { url: 'https://127.0.0.1:1', address: '127.0.0.1', keyFile: file };
  await writeFile(config, stringify({ ...content, tracing: { endpoint: traces.endpoint, headersFile } }));
}

function unitHere() {
  const { unit } = laboratory.bigip;
  if (unit.kind !== 'here') throw new Error('the BIG-IP runs here');
  return unit.bigip;
}

async function untilPage(name: string): Promise<void> {
  await waitUntil(`the page of ${name}`, patience, async () => {
    const answer = await laboratory.get(`${name}.${zone}`);
    return answer.kind === 'answer' && answer.body === name;
  }).catch(async (cause: unknown) => {
    throw new Error(`no page\n${await laboratory.logs()}`, { cause });
  });
}

test('containers of strangers get what their engine is allowed, and everybody else is served', async () => {
  await startStrangers(laboratory);
  await laboratory.run('www-1');
  await Promise.all(['www-1', 'evil-8'].map(untilPage));
  const told = [
    'evil-4: has 600 labels',
    'is left out',
    'may not have addresses there',
    "can't be a service's name",
    'evil-1: its engine may not',
  ];
  const status = await waitUntil('what is wrong with them', patience, async () => {
    const { stdout } = await laboratory.berth('status');
    return told.every((part) => stdout.includes(part)) ? stdout : undefined;
  });
  const { 'ltm/pool': pools = {}, 'ltm/virtual': virtuals = {} } = unitHere().snapshot();
  expect(new Set(Object.keys(pools))).toEqual(new Set(['/berth/evil', '/berth/www']));
  expect(Object.keys(virtuals).filter((name) => !/^\/berth\/berth_(?:http|dns_tcp|dns_udp)$/.test(name))).toEqual([]);
  const writes = unitHere().requests.since(0).filter(isWrite);
  expect(writes.filter(isRefused)).toEqual([]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(`${status}${await laboratory.logs()}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

/** Both appliers may make the partition, and one of them is late. */
function isRefused({ status, path }: LoggedRequest): boolean {
  return status !== 200 && path !== '/mgmt/tm/auth/partition';
}

test('no secret is told, whatever happens', async () => {
  const secrets: Secret[] = [
    ...(await secretsOf(laboratory)),
    ...keyLines('the key for the engine', engineKey),
    { what: 'the key for traces', text: traceKey },
  ];
  using unit = await Unit.at(laboratory.bigip.access);
  const Tokens = z.object({ items: z.array(z.object({ token: z.string() })) });
  const { items } = Tokens.parse(await unit.send('GET', '../shared/authz/tokens'));
  expect(items.length).toBeGreaterThan(0);
  secrets.push(...items.map(({ token }) => ({ what: 'a token of the BIG-IP', text: token })));

  const outputs: Output[] = [];
  const nats = await connectAs('operator', laboratory.security, laboratory.nats.url);
  nats.subscribe('berth.>', { callback: (_, { subject, data }) => void outputs.push({ from: subject, bytes: Buffer.from(data) }) });
  const keep = (from: string, text: string) => outputs.push({ from, bytes: Buffer.from(text) });
  for (const name of talkative) outputs.push(...(await processOutputs(name, laboratory.program(name).pid)));
  traces.manner = 'fail';
  const away = unitHere().fault({ kind: 'reset-before', path: '/mgmt' });
  await laboratory.run('www-2');
  await untilStatus('away', /unreachable/);
  away[Symbol.dispose]();
  await waitUntil('the word that traces could not be sent', patience, async () =>
    (await laboratory.logs()).includes('could not send traces'),
  );
  traces.manner = 'take';
  await untilPage('www-2');
  await unit.send('PATCH', 'auth/user/admin', { password: 'another-one' });
  unitHere().expireTokens();
  await laboratory.run('www-3');
  await untilStatus('refused', /Authentication failed/);

  for (const name of talkative)
    for (const path of ['/healthz', '/readyz', '/metrics'] as const) {
      const answer = await laboratory.health(name, path);
      keep(`${path} of ${name}`, answer.kind === 'answer' ? answer.body : '');
    }
  for (const args of [
    ['status', '--json'],
    ['why', 'www-1', '--json'],
    ['why', 'edge'],
  ]) {
    const { stdout, stderr } = await laboratory.berth(...args);
    keep(`berth ${args.join(' ')}`, stdout + stderr);
  }
  const damaged = (await readFile(join(laboratory.security.users, 'operator.nk'), 'utf8')).trim().slice(0, -1);
  secrets.push({ what: 'a damaged seed', text: damaged });
  const file = join(laboratory.directory, 'damaged.nk');
  await writeFile(file, damaged);
  const env = { BERTH_CONFIG: laboratory.config, BERTH_NATS_NKEY_FILE: file, BERTH_NATS_CA_FILE: laboratory.security.caFile };
  const { stdout, stderr } = await runEntry('packages/cli/src/main.ts', { args: ['status'], env });
  keep('berth with a damaged seed', stdout + stderr);
  await waitUntil('a heartbeat', patience, async () => outputs.some(({ from }) => from.startsWith('berth.heartbeat.')));
  await nats.close();
  await waitUntil('the trace of a refusal', patience, async () =>
    traces.spans.some(({ attributes }) => /Authentication failed/.test(String(attributes['berth.reason']))),
  );
  for (const bytes of traces.bodies) outputs.push({ from: 'a trace', bytes });
  keep('the logs', await laboratory.logs());
  // Every document and message, and what was there before.
  const kept = await filesBelow(laboratory.nats.store);
  expect(kept.filter(({ bytes }) => bytes.includes('berth-audit') || bytes.includes('www-1')).length).toBeGreaterThan(3);
  expect(leaks(secrets, [...outputs, ...kept])).toEqual([]);
  const told = secrets.map(({ text }) => `{"told":"${text}"}`).join();
  expect(leaks(secrets, [{ from: 'a program that tells them', bytes: Buffer.from(told) }]).length).toBeGreaterThanOrEqual(secrets.length);
});

async function untilStatus(what: string, expected: RegExp): Promise<void> {
  await waitUntil(`the BIG-IP to be ${what}`, patience, async () => expected.test((await laboratory.berth('status')).stdout)).catch(
    async (cause: unknown) => {
      throw new Error((await laboratory.berth('status')).stdout, { cause });
    },
  );
}
