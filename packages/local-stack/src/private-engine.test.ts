/** Real engines: side by side, killed, paused, and found after a crash. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { cleanUp } from './clean-up.ts';
import { dockerAt } from './docker-at.ts';
import { type PrivateEngine, startEngine } from './private-engine.ts';
import { runCommand } from './run-command.ts';
import { makeImage } from './sample-image.ts';

test('two engines run side by side, and leave nothing', async () => {
  const engines = await Promise.all([startEngine({ name: 'one' }), startEngine({ name: 'two' })]);
  const gateways: string[] = [];
  {
    await using one = engines[0];
    await using two = engines[1];
    expect(one.subnet).not.toBe(two.subnet);
    const addresses = await Promise.all([web(one, 'www-1'), web(two, 'www-1')]);
    await Promise.all(addresses.map((address) => expect.poll(() => page(address)).toBe('www-1\n')));
    const further = await (await one.docker.createNetwork({ Name: 'further' })).inspect();
    gateways.push(one.gateway, two.gateway, further.IPAM?.Config?.[0]?.Gateway ?? 'none');
    expect(await ownAddresses()).toEqual(expect.arrayContaining(gateways));
    one.pause();
    // Its threads stop one after the other.
    await vi.waitFor(() => expect(dockerAt(one.url, { timeout: 200 }).ping()).rejects.toThrow());
    one.resume();
    await one.docker.ping();
    // Paused, it hears no signal, not even the one that ends it.
    await one.docker.getContainer('www-1').pause();
  }
  expect((await ownAddresses()).filter((address) => gateways.includes(address))).toEqual([]);
  expect(engines.map(({ directory }) => existsSync(directory))).toEqual([false, false]);
});

test('a killed engine leaves its containers running, and knows them when it is back', async () => {
  await using engine = await startEngine();
  const address = await web(engine, 'www-1');
  await expect.poll(() => page(address)).toBe('www-1\n');
  await engine.kill();
  await expect(engine.docker.ping()).rejects.toThrow();
  expect(await page(address)).toBe('www-1\n');
  await engine.restart();
  const [container] = await engine.docker.listContainers({ all: true });
  expect(container?.Names).toEqual(['/www-1']);
});

test('what a killed process started is removed by the next', async () => {
  const script = `
    const { startEngine, makeImage } = await import(${JSON.stringify(import.meta.resolve('./index.ts'))});
    const engine = await startEngine();
    await makeImage(engine.docker);
    await (await engine.docker.createContainer({ name: 'www-1', Image: 'berth-sample/web' })).start();
    console.log(JSON.stringify({ directory: engine.directory, gateway: engine.gateway }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { directory, gateway } = JSON.parse(String(await once(createInterface(child.stdout), 'line')));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(directory)).toBe(true);
  await cleanUp(() => undefined);
  await expect.poll(() => existsSync(directory)).toBe(false);
  expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(directory);
  expect(await ownAddresses()).not.toContain(gateway);
});

/** Starts a web server container, and returns its address. */
async function web({ docker }: PrivateEngine, name: string): Promise<string> {
  const container = await docker.createContainer({ name, Hostname: name, Image: await makeImage(docker) });
  await container.start();
  const { NetworkSettings: settings } = await container.inspect();
  return settings.Networks['bridge']?.IPAddress ?? '';
}

async function page(address: string): Promise<string> {
  return await (await fetch(`http://${address}/`, { headers: { connection: 'close' } })).text();
}

async function ownAddresses(): Promise<string[]> {
  const interfaces: { addr_info: { local: string }[] }[] = JSON.parse(await runCommand('ip', '-json', '-4', 'addr'));
  return interfaces.flatMap(({ addr_info: addresses }) => addresses.map(({ local }) => local));
}
