/** Laboratories: a router between hosts, several at once, and what a crash leaves. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { cleanUp } from '../clean-up.ts';
import { runCommand } from '../run-command.ts';
import { makeImage } from '../sample-image.ts';
import { type Lab, startLab } from './lab.ts';
import type { LabEngine } from './lab-engine.ts';

const timeout = 30_000;

// That hosts get lost and join is tried with all of Berth in test/src/routes.test.ts.
test('containers reach each other through the BIG-IP where it forwards, and see who asks', async () => {
  await using lab = await startLab({ engines: [{}, {}, { masquerade: 'on', routed: 'dropped' }] });
  const [one, two, three] = [lab.engine(1), lab.engine(2), lab.engine(3)];
  const [asking, asked, last] = await Promise.all([web(one, 'www-1'), web(two, 'www-2'), web(three, 'www-3'), lab.bigip.start()]);
  await expect(fetchFrom(one, 'www-1', asked.address)).rejects.toThrow();
  await forward(lab);
  await Promise.all([one, two, three].map((engine) => route(lab, engine)));
  await expect.poll(() => fetchFrom(one, 'www-1', asked.address), { timeout }).toContain(`from [::ffff:${asking.address}]\n`);
  await expect.poll(() => fetchFrom(one, 'www-1', `[${asked.address6}]`), { timeout }).toContain(`from [${asking.address6}]\n`);
  await expect.poll(() => fetchFrom(three, 'www-3', asked.address), { timeout }).toContain(`from [::ffff:${three.address}]\n`);
  await expect(fetchFrom(one, 'www-1', last.address)).rejects.toThrow();
  expect(await three.run('iptables', '-S', 'FORWARD')).toContain('-P FORWARD DROP');
});

test('two run at once, each with its own; of one whose process was killed the next clean-up leaves nothing', async () => {
  const script = `
    const { startLab, makeImage } = await import(${JSON.stringify(import.meta.resolve('../index.ts'))});
    const lab = await startLab({ engines: 1 });
    await makeImage(lab.engine(1).docker);
    await (await lab.engine(1).docker.createContainer({ name: 'www-1', Image: 'berth-sample/web' })).start();
    await lab.engine(1).docker.createNetwork({ Name: 'further' });
    await lab.bigip.start();
    console.log(JSON.stringify({ directory: lab.directory, namespaces: [lab.bigip.namespace.name, lab.engine(1).namespace.name] }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const [lab, [line]] = await Promise.all([startLab({ engines: 1 }), once(lines, 'line')]);
  await using mine = lab;
  const killed: { directory: string; namespaces: string[] } = JSON.parse(String(line));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await namespaces()).toEqual(expect.arrayContaining(killed.namespaces));
  const said: string[] = [];
  await cleanUp((words) => said.push(words));
  expect(said.filter((words) => words.startsWith('Could not'))).toEqual([]);
  // Another run's clean-up may have been faster, and still be at it.
  await expect.poll(namespaces, { timeout }).not.toEqual(expect.arrayContaining([expect.stringMatching(killed.namespaces.join('|'))]));
  await expect.poll(() => existsSync(killed.directory), { timeout }).toBe(false);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toMatch(new RegExp(killed.namespaces.join('|')));
  expect(readdirSync('/sys/fs/cgroup/pids').filter((name) => killed.namespaces.includes(name))).toEqual([]);
  await mine.engine(1).docker.ping();
});

async function namespaces(): Promise<string[]> {
  return readdirSync('/run/netns');
}

/** Starts a web server container, and returns its addresses. */
async function web({ docker }: LabEngine, name: string) {
  const container = await docker.createContainer({ name, Hostname: name, Image: await makeImage(docker) });
  await container.start();
  const { NetworkSettings: settings } = await container.inspect();
  const { IPAddress: address = '', GlobalIPv6Address: address6 = '' } = settings.Networks['bridge'] ?? {};
  return { address, address6 };
}

/** Lets the BIG-IP forward to any network that it has a route to. */
async function forward({ bigip }: Lab): Promise<void> {
  await bigip.process.ask('POST', 'ltm/virtual', { name: 'forward', destination: '0.0.0.0:0', mask: 'any', ipForward: true });
  await bigip.process.ask('POST', 'ltm/virtual', { name: 'forward-v6', destination: '::.0', mask: 'any6', ipForward: true });
}

async function route({ bigip }: Lab, { name, addresses }: LabEngine): Promise<void> {
  const { subnet, subnet6, link, link6 } = addresses;
  await bigip.process.ask('POST', 'net/route', { name, network: subnet, gw: link.engine });
  await bigip.process.ask('POST', 'net/route', { name: `${name}-v6`, network: subnet6, gw: link6.engine });
}

/** What a container gets for the echo page of an address. */
async function fetchFrom({ url }: LabEngine, container: string, address: string): Promise<string> {
  const fetch = ['timeout', '1', 'wget', '-q', '-O', '-', `http://${address}/cgi-bin/echo`];
  return await runCommand('docker', '-H', url, 'exec', container, ...fetch);
}
