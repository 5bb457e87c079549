/** The programs as processes on a real nats-server: how they start, share their work, follow their configuration, and end. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, repository, startEngine, waitUntil } from '@berth/local-stack';
import { desiredBaseKey, EngineName, planKey } from '@berth/messages';
import { test } from 'vitest';
import { runEntry } from './run-entry.ts';
import { bigip, patience, World } from './world.ts';

/** A lease that isn't given back lasts for a minute, and renewals are under way at any moment. */
const longLeases = { ttl: '60s', renew: '10ms', timeout: '5s' };

test.concurrent.for([
  { program: 'collector', option: '--engine <names...>' },
  { program: 'planner', option: '--site <names...>' },
  { program: 'ltm-applier', option: '--bigip <names...>' },
  { program: 'dns-applier', option: '--bigip <names...>' },
  { program: 'route-advisor', option: '--bigip <names...>' },
])('$program --help tells how to use it', async ({ program, option }, { expect }) => {
  const { code, stdout } = await runEntry(`services/${program}/src/main.ts`, { args: ['--help'] });
  expect(code).toBe(0);
  for (const word of [`Usage: ${program}`, option, '--health', '--stdio', 'BERTH_CONFIG', 'BERTH_LOG_LEVEL', 'SIGTERM', 'Exit codes'])
    expect(stdout).toContain(word);
});

test.concurrent('only a program that is to work loads what that takes', async ({ expect }) => {
  const tell = `
    import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) });`;
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(tell)}`, BERTH_CONFIG: '/nowhere' };
  const loaded = async (...args: string[]) => {
    const { stderr } = await runEntry('services/planner/src/main.ts', { args, env });
    return ['commander', 'zod', 'yaml', '@nats-io'].filter((name) => stderr.includes(`/node_modules/${name}/`));
  };
  for (const arg of ['--version', '--help', '--sit']) expect(await loaded(arg)).toEqual(['commander']);
  expect(await loaded()).toEqual(['commander', 'zod', 'yaml', '@nats-io']);
});

test.concurrent('a wrong configuration is refused with every error named, and without a stack', async ({ expect }) => {
  await using world = await World.make();
  const config = await world.configure({ installation: 'Sample', expose: 'some', sites: { east: { bigips: { first: {} } } } });
  const { code, stdout, stderr } = await runEntry('services/planner/src/main.ts', { env: { BERTH_CONFIG: config } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const lines = [
    /^planner: \S+berth\.yaml can't be used:$/m,
    /^ {2}installation: .*label.*\(is "Sample"\)$/m,
    /^ {2}expose: .*\(is "some"\)$/m,
  ];
  for (const line of lines) expect(stderr).toMatch(line);
  for (const field of ['units', 'user', 'passwordFile']) expect(stderr).toContain(`  sites.east.bigips.first.${field}: `);
  expect(stderr).not.toMatch(/^\s+at /m);

  const unknown = await runEntry('services/planner/src/main.ts', {
    args: ['--site', 'north'],
    env: { BERTH_CONFIG: await world.configure(world.installation()) },
  });
  expect(unknown).toEqual({ code: 2, stdout: '', stderr: 'planner: --site: the configuration has no north; it has east, west, =span\n' });
});

test.concurrent('what nobody can handle is logged with its stack and ends the program', async ({ expect }) => {
  await using world = await World.make();
  const broken = `
    const look = setInterval(() => {
      if (process.listenerCount('uncaughtExceptionMonitor') === 0) return;
      clearInterval(look);
      Promise.reject(new Error('planted'));
    }, 10);`;
  const { code, stderr } = await runEntry('services/planner/src/main.ts', {
    env: {
      BERTH_CONFIG: await world.configure(world.installation()),
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(broken)}`,
    },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/"level":"error".*planted.*"stack":.*"msg":"crashed"/);
});

test.concurrent('a key for NATS that can not be used is told in words', async ({ expect }) => {
  await using world = await World.make();
  const start = async (nkeyFile: string) => {
    const config = await world.configure(world.installation({ nats: { servers: [world.nats.url], nkeyFile } }));
    const { code, stderr } = await runEntry('services/planner/src/main.ts', { env: { BERTH_CONFIG: config } });
    return { code, stderr: stderr.replace(config, 'CONFIG') };
  };
  const further = '\nBERTH_NATS_NKEY_FILE, or nats.nkeyFile in CONFIG, says which it is\n';
  expect(await start('/nowhere/seed')).toEqual({
    code: 2,
    stderr: `planner: the key for NATS, /nowhere/seed, can't be used: ENOENT: no such file or directory, open '/nowhere/seed'${further}`,
  });
  expect(await start('/dev/null')).toEqual({
    code: 2,
    stderr: `planner: the key for NATS, /dev/null, can't be used: it holds no seed of an nkey${further}`,
  });
});

test.concurrent('of two planners one is the spare, and goes on at once when the other is told to end', async ({ expect }) => {
  await using world = await World.make();
  const config = await world.configure(world.installation({ leases: longLeases }));
  const planner = await world.start('planner', config);
  const first = await waitUntil('a planner to hold the site', patience, () => world.holder('planner.east'));
  await world.start('planner', config);
  const spare = await world.heartbeat(({ program, instance }) => program === 'planner' && instance !== first);
  expect(spare.leases).not.toContain('planner.east');
  const working = await world.heartbeat(({ instance, leases }) => instance === first && leases.includes('planner.east'));
  expect(working.configuration).toBe(spare.configuration);

  const asked = performance.now();
  await planner.kill('SIGTERM');
  expect(await planner.exited).toEqual({ code: 0, signal: null });
  await waitUntil('the spare to take over', patience, async () => (await world.holder('planner.east')) === spare.instance);
  expect(performance.now() - asked).toBeLessThan(patience);
  await world.heartbeat(({ instance, leases }) => instance === spare.instance && leases.includes('planner.east'));
});

test.concurrent('a program ends with its terminal', async () => {
  await using world = await World.make();
  const config = await world.configure(world.installation({ leases: longLeases }));
  const planner = `${process.execPath} ${join(repository, 'services/planner/src/main.ts')}`;
  const terminal = spawn('script', ['--quiet', '--command', planner, '/dev/null'], {
    env: { ...process.env, BERTH_CONFIG: config },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await waitUntil('the planner', patience, () => world.holder('planner.east'));
  terminal.kill('SIGKILL');
  await waitUntil('the planner to give its lease back', patience, async () => (await world.holder('planner.east')) === undefined);
});

test.concurrent('a new configuration begins only the loops again that it concerns; a wrong one changes nothing and is a problem', async ({
  expect,
}) => {
  await using world = await World.make();
  const config = await world.configure(world.installation());
  const planner = await world.start('planner', config);
  const plan = async (name: string) => await world.read('berth-desired', planKey('ltm', name));
  const rule = async (name: string) => {
    const base = await world.read('berth-desired', desiredBaseKey('ltm', name));
    return base?.kind === 'base' ? base.rules.map(({ text }) => text).join() : undefined;
  };
  const old = await waitUntil('the rules', patience, async () => (await rule('first')) && (await rule('second')));
  const [east, west] = [await plan('first'), await plan('second')];
  const instance = await world.holder('planner.east');

  const quiet = { ...bigip, http: { mode: 'attach', instances: 'off' } };
  // How to talk to a BIG-IP is nothing to a planner.
  const moved = { ...bigip, units: ['127.0.0.1:3'], user: 'somebody' };
  await world.configure(world.installation({ sites: { east: { bigips: { first: quiet } }, west: { bigips: { second: moved } } } }));
  await waitUntil('the new rule', patience, async () => (await rule('first')) !== old);
  expect((await plan('first'))?.epoch).not.toEqual(east?.epoch);
  expect((await plan('second'))?.epoch).toEqual(west?.epoch);

  const before = await world.heartbeat((beat) => beat.instance === instance);
  await world.configure({ installation: 'sample', expose: 'nothing', sites: {} });
  const refused = await world.heartbeat((beat) => beat.instance === instance && beat.refused.length > 0);
  expect(refused.configuration).toBe(before.configuration);
  expect(refused.leases).toEqual(expect.arrayContaining(['planner.east', 'planner.west']));
  const wrong = /^planner goes on with its old configuration, for the new one is wrong: expose: .*\(is "nothing"\)$/;
  await waitUntil('the problem', patience, async () => (await world.told('programs')).some((what) => wrong.test(what)));
  expect(planner.running).toBe(true);

  await world.configure(world.installation());
  planner.signal('SIGHUP');
  await waitUntil('the problem to be solved', patience, async () => (await world.told('programs')).length === 0);
  await waitUntil('the old rule', patience, async () => (await rule('first')) === old);
});

test.concurrent('a program that has nothing to do waits until a new configuration gives it something', async ({ expect }) => {
  await using world = await World.make();
  const config = await world.configure(world.installation());
  await world.start('dns-applier', config);
  const idle = await world.heartbeat(({ program }) => program === 'dns-applier');
  const first = { ...bigip, dns: { mode: 'attach' } };
  await world.configure(world.installation({ zones: { internal: ['docker.example.com'] }, sites: { east: { bigips: { first } } } }));
  const busy = await world.heartbeat(({ program, leases }) => program === 'dns-applier' && leases.includes('dns.first'));
  expect(busy.instance).toBe(idle.instance);
});

test.concurrent('programs with different configurations are a problem', async ({ expect }) => {
  await using world = await World.make();
  await world.start('planner', await world.configure(world.installation()));
  await world.start('collector', await world.configure(world.installation({ minAvailable: 2 }), 'other.yaml'));
  const different = await waitUntil('the problem', patience, async () => (await world.told('programs'))[0]);
  expect(different).toMatch(/^programs run with different configurations \((?=.*collector )(?=.*planner )/);
  await world.configure(world.installation(), 'other.yaml');
  await waitUntil('the problem to be solved', patience, async () => (await world.told('programs')).length === 0);
});

test.concurrent('a spare says that it could not take over, for it can not read the password, until it can', async ({ expect }) => {
  await using world = await World.make();
  const directory = await mkdtemp(join(tmpdir(), 'berth-secrets-'));
  await using _directory = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
  const [good, missing] = [join(directory, 'password'), join(directory, 'spare-password')];
  await writeFile(good, 'secret');
  const installation = (passwordFile: string) => world.installation({ sites: { east: { bigips: { first: { ...bigip, passwordFile } } } } });
  await world.start('planner', await world.configure(installation(good)));
  await world.start('ltm-applier', await world.configure(installation(good), 'good.yaml'));
  await waitUntil('the lease', patience, () => world.holder('ltm.first'));
  const spare = await world.start('ltm-applier', await world.configure(installation(missing), 'spare.yaml'));
  const told = async () => (await world.told('programs')).find((what) => what.includes('spare'));
  const problem = await waitUntil('the problem', patience, told);
  expect(problem).toBe(`ltm-applier, a spare that could not take over, can't read ${missing}: ENOENT: no such file or directory`);
  expect(await readFile(spare.logFile, 'utf8')).toContain('could not read a file that the work needs');
  expect(spare.running).toBe(true);
  await writeFile(missing, 'secret');
  await waitUntil('the problem to be solved', patience, async () => (await told()) === undefined);
});

test.concurrent('another installation on the same NATS is a problem, and each program says so', async ({ expect }) => {
  await using world = await World.make();
  const config = await world.configure(world.installation());
  const planner = await world.start('planner', config);
  const collector = await world.start('collector', config);
  const other = await world.start('planner', await world.configure(world.installation({ installation: 'other' }), 'other.yaml'));
  const mixed = await waitUntil('the problem', patience, async () => (await world.told('programs'))[0]);
  expect(mixed).toMatch(/^several installations use this NATS .*\(other: planner .*; .*: collector .*, planner /);
  const said = /found another installation on the same NATS/;
  for (const { logFile } of [planner, collector, other])
    await waitUntil('its word', patience, async () => said.test(await readFile(logFile, 'utf8')));
  await other.kill('SIGTERM');
  await waitUntil('the problem to be solved', patience, async () => (await world.told('programs')).length === 0);
});

test.concurrent('what was told of an engine goes with it when the configuration has it no more', async ({ expect }) => {
  await using world = await World.make();
  const engine = { url: 'unix:///nowhere/docker.sock', address: '192.0.2.1' };
  const config = await world.configure(world.installation({ sites: { east: { engines: { docker1: engine, docker2: engine } } } }));
  await world.start('collector', config);
  const told = () => Promise.all(['docker1', 'docker2'].map(async (name) => (await world.told(`collector-${name}`)).length));
  await waitUntil('the problems', patience, async () => (await told()).join() === '1,1');
  await world.start('planner', config);
  await world.configure(world.installation({ sites: { east: { engines: { docker1: engine } } } }));
  await waitUntil('the problem to go', patience, async () => (await told()).join() === '1,0');
  expect((await world.told('collector-docker1'))[0]).toContain('docker1');
});

test.concurrent('a program waits for NATS, and goes where a new configuration says; health tells whether it is connected', async ({
  expect,
}) => {
  await using world = await World.make();
  const [port, nobody] = [await freePort(), `nats://127.0.0.1:${await freePort()}`];
  const config = await world.configure(world.installation({ nats: { servers: [nobody] } }));
  const planner = await world.start('planner', config, ['--health', `${port}`]);
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined))?.status;
  await waitUntil('it to live', patience, async () => (await status('/healthz')) === 200);
  expect(await status('/readyz')).toBe(503);
  await world.configure(world.installation());
  await waitUntil('it to be ready', patience, async () => (await status('/readyz')) === 200);
  const answer: unknown = await (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
  expect(answer).toMatchObject({ connected: true, program: 'planner', leases: expect.any(Array) });
  await world.nats.kill();
  await waitUntil('it not to be ready', patience, async () => (await status('/readyz')) === 503);
  expect(await status('/healthz')).toBe(200);
  await planner.kill('SIGINT');
  expect(await planner.exited).toEqual({ code: 0, signal: null });
});

test.concurrent('an engine that no collector sees is told as stale, and no longer when one does', async ({ expect }) => {
  await using world = await World.make();
  await using engine = await startEngine();
  const sites = { east: { engines: { docker1: { url: engine.url, address: '192.0.2.1' } }, bigips: { first: bigip } } };
  const config = await world.configure(world.installation({ planner: { stale: '4s' }, collector: { backoff: '500ms' }, sites }));
  await world.start('planner', config);
  await world.start('collector', config);
  await world.heartbeat(({ program, engines }) => program === 'collector' && engines.includes(EngineName.parse('docker1')));
  await engine.kill();
  await world.heartbeat(({ program, engines }) => program === 'collector' && engines.length === 0);
  const stale = await waitUntil('the problem', patience, async () =>
    (await world.told('planner-east')).find((what) => what.includes('no collector sees it')),
  );
  expect(stale).toContain('engine docker1');
  await engine.start();
  await waitUntil('the problem to be solved', patience, async () => (await world.told('planner-east')).length === 0);
});
