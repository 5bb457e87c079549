/** What the programs tell others: programs of anybody that follow topics, and Prometheus. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OwnProcess, repository, waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Laboratory, type ProgramName, programs, zone } from './laboratory.ts';
import { askedByDashboard, PrometheusServer } from './prometheus-server.ts';
import { isPage } from './request.ts';

const patience = 60_000;
let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await Laboratory.start({ dns: 'on' });
});
afterAll(async () => await laboratory?.[Symbol.asyncDispose]());

test('the examples in docs/examples tell of a container and of what is planned for it', async () => {
  await using running = new AsyncDisposableStack();
  const follow = async (command: string, file: string) => {
    const logFile = join(laboratory.directory, `${file}.log`);
    const args = [join(repository, 'docs/examples', file)];
    const env = { NATS_PORT: String(laboratory.nats.port) };
    const example = running.use(new OwnProcess({ name: file, command, args, env, logFile }));
    await example.start();
    const told = async (what: RegExp) => {
      const all = async () => what.test(await readFile(logFile, 'utf8'));
      await waitUntil(`${file} to say ${what}`, patience, async () => example.running && (await all()));
    };
    await told(/^following /m);
    return { told };
  };
  const [typescript, python, shell] = await Promise.all([
    follow(process.execPath, 'follow-containers.ts'),
    follow('python3', 'follow-desired.py'),
    follow('bash', 'follow-containers.sh'),
  ]);
  const container = await laboratory.run('www-9');
  await typescript.told(/^www-9 (appeared|changed) on docker1: running$/m);
  await python.told(/^berth\.desired\.ltm\.edge\.www service serving$/m);
  await shell.told(/^www-9 appeared: berth\.container\.docker1\./m);
  await container.remove({ force: true });
  await typescript.told(/^www-9 went from docker1$/m);
  await shell.told(/^www-9 went: /m);
});

test('a container appears and goes: each program tells its part', async () => {
  const container = await laboratory.run('www-1');
  await told('collector', {
    berth_nats_connected: 1,
    'berth_engine_followed{engine="docker1"}': 1,
    'berth_engine_containers{engine="docker1",state="running"}': 1,
  });
  await told('planner', {
    'berth_desired_documents{kind="ltm",target="edge"}': 1,
    'berth_desired_documents{kind="dns",target="edge"}': 1,
    'berth_problems_open{severity="error"}': 0,
  });
  await told('ltm-applier', {
    'berth_target_active{kind="ltm",target="edge"}': 1,
    'berth_target_documents_behind{kind="ltm",target="edge"}': 0,
    'berth_target_owned{kind="ltm",target="edge",object="members"}': 1,
    'berth_target_exceptions{kind="ltm",target="edge",exception="refused"}': 0,
  });
  await told('dns-applier', { 'berth_target_active{kind="dns",target="edge"}': 1 });

  const second = await laboratory.run('www-2');
  await waitUntil('its page', patience, async () => {
    const answer = await laboratory.get(`www-2.${zone}`);
    return isPage(answer);
  });
  const measured = await laboratory.metrics('ltm-applier');
  const count = measured.get('berth_change_latency_seconds_count{kind="ltm",target="edge"}') ?? 0;
  const sum = measured.get('berth_change_latency_seconds_sum{kind="ltm",target="edge"}') ?? 0;
  expect(count).toBeGreaterThan(0);
  expect(sum / count).toBeGreaterThan(0);
  expect(measured.get('berth_bigip_requests_total{kind="ltm",target="edge",outcome="done"}')).toBeGreaterThan(1);

  await container.remove({ force: true });
  await second.remove({ force: true });
  await told('collector', { 'berth_container_changes_total{engine="docker1",change="went"}': 3 });
  await told('ltm-applier', { 'berth_target_owned{kind="ltm",target="edge",object="members"}': 0 });
});

test('Prometheus reads all programs, and each panel of the dashboard shows something', async () => {
  const names = [...programs, 'dns-applier'] as const;
  const at = async (name: ProgramName) => {
    const { address, port } = await laboratory.healthAt(name);
    return [`berth-${name}`, `${address}:${port}`] as const;
  };
  await using prometheus = await PrometheusServer.start(laboratory.directory, new Map(await Promise.all(names.map(at))));
  await waitUntil('all to be read', patience, async () => (await prometheus.up()).length === names.length);
  const container = await laboratory.run('api-1');
  let unanswered = await askedByDashboard();
  await waitUntil('all panels', patience, async () => {
    const values = await Promise.all(unanswered.map(({ expr }) => prometheus.query(expr)));
    unanswered = unanswered.filter((_, index) => !values[index]?.some(Number.isFinite));
    return unanswered.length === 0;
  }).catch((cause: unknown) => {
    throw new Error(`nothing in ${JSON.stringify(unanswered)}`, { cause });
  });
  expect((await prometheus.rules()).filter(({ health, state }) => health !== 'ok' || state !== 'inactive')).toEqual([]);
  await container.remove({ force: true });
});

test('what a spare does not do, it does not measure', async () => {
  await laboratory.nats.kill();
  await told('ltm-applier', { berth_nats_connected: 0, berth_leases_held: 0 });
  await waitUntil('nothing told of the BIG-IP', patience, async () => {
    const names = [...(await laboratory.metrics('ltm-applier')).keys()];
    return names.length > 0 && !names.some((name) => name.startsWith('berth_target_'));
  });
});

async function told(program: ProgramName, expected: Readonly<Record<string, number>>): Promise<void> {
  let found: Record<string, number | undefined> = {};
  const names = Object.keys(expected);
  await waitUntil(`what ${program} measures`, patience, async () => {
    const measured = await laboratory.metrics(program);
    found = Object.fromEntries(names.map((name) => [name, measured.get(name)]));
    return names.every((name) => found[name] === expected[name]);
  }).catch((cause: unknown) => {
    throw new Error(`it measured ${JSON.stringify(found)}`, { cause });
  });
}
