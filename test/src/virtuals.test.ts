/** Virtual servers of services and the HTTP one, made from templates, with traffic through them to containers of a real engine. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { freePort, waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Laboratory, zone } from './laboratory.ts';
import { Unit } from './measure/unit-requests.ts';
import { ask, isPage } from './request.ts';

let laboratory: Laboratory;
const patience = 60_000;
let [http, udp, tcp] = [0, 0, 0];

/** Answers each datagram with its own name and what came. */
const echo = `const socket = require('dgram').createSocket('udp4', (message, from) =>
  socket.send(require('os').hostname() + ' ' + message, from.port, from.address)).bind(5353)`;
/** Node as it runs here, with the libraries that it needs. */
const node = {
  Cmd: ['/node', '-e', echo],
  HostConfig: { Binds: [`${process.execPath}:/node:ro`, '/lib:/lib:ro', '/lib64:/lib64:ro', '/usr/lib:/usr/lib:ro'] },
};

beforeAll(async () => {
  [http, udp, tcp] = [await freePort(), await freePort(), await freePort()];
  laboratory = await Laboratory.start({
    installation: {
      templates: { web: { persistence: '/Common/cookie' }, raw: { protocol: 'tcp', profiles: ['/Common/tcp-lan-optimized'] } },
    },
    engineConfig: { allow: { virtuals: ['127.0.0.1:*'], templates: ['raw'] } },
    bigipConfig: { http: { mode: 'own', virtual: `127.0.0.1:${http}`, template: 'web' } },
  });
  await Promise.all([
    laboratory.run('www-1'),
    laboratory.run('echo-1', { labels: { 'berth.virtual': `127.0.0.1:${udp}/udp` }, more: { ...node, ExposedPorts: { '5353/udp': {} } } }),
    laboratory.run('raw-1', { labels: rawLabels(), more: raw }),
  ]);
});

afterAll(async () => {
  await laboratory?.[Symbol.asyncDispose]();
});

const raw = { Cmd: ['nc', '-ll', '-p', '7', '-e', 'cat'], ExposedPorts: { '7/tcp': {}, '80/tcp': {} } };

function rawLabels() {
  return { 'berth.virtual': `127.0.0.1:${tcp}`, 'berth.template': 'raw', 'berth.port': '7' };
}

/** What comes back for one datagram; undefined when nothing does soon. */
async function datagram(port: number, message: string): Promise<string | undefined> {
  const socket = createSocket('udp4');
  try {
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.send(message);
    const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(500) });
    return String(answer);
  } catch {
    // Refused, or lost.
    return undefined;
  } finally {
    socket.close();
  }
}

/** What comes back on a TCP connection; undefined when there is none. */
async function overTcp(port: number, message: string): Promise<string | undefined> {
  const socket = connect({ host: '127.0.0.1', port, timeout: 5000 });
  try {
    socket.on('timeout', () => socket.destroy());
    await once(socket, 'connect');
    socket.write(message);
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
    return String(answer);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

async function comes<T>(what: string, condition: () => Promise<T | undefined | false>): Promise<T> {
  return await waitUntil(what, patience, condition).catch(async (error: unknown) => {
    throw new Error(`${what}\n${(await laboratory.berth('status')).stdout}\n${await laboratory.logs()}`, { cause: error });
  });
}

function virtuals(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const { unit } = laboratory.bigip;
  if (unit.kind !== 'here') throw new Error('the BIG-IP runs here');
  const { 'ltm/virtual': found = {} } = unit.bigip.snapshot();
  return found;
}

test('a container is told the client, though all requests come from the BIG-IP', async () => {
  const client = '127.0.0.9';
  const seen = await comes('an answer of www-1', async () => {
    const asked = await ask({ address: '127.0.0.1', port: http, from: client }, `www.${zone}`, '/cgi-bin/echo');
    return isPage(asked) && asked.body;
  });
  expect(seen).toContain(`HTTP_X_FORWARDED_FOR=${client}`);
  expect(seen.split('\n')[0]).not.toContain(client);
  expect(virtuals()['/berth/berth_http']).toMatchObject({
    persist: [{ path: '/Common/cookie' }],
    sourceAddressTranslation: { type: 'automap' },
  });
});

test('a service that speaks UDP is served at its own virtual server', async () => {
  await comes('an answer of echo-1', async () => (await datagram(udp, 'hello')) === 'echo-1 hello');
});

test('one that speaks TCP too, made from the template that its label names', async () => {
  await comes('an answer of raw-1', async () => (await overTcp(tcp, 'hello\n')) === 'hello\n');
  expect(virtuals()[`/berth/raw_127.0.0.1_${tcp}_tcp`]).toMatchObject({ pool: '/berth/raw', description: 'berth/1 laboratory ltm raw' });
});

test('what another service claims stays with the first; what the HTTP virtual server has is refused', async () => {
  await laboratory.run('late-1', { labels: { 'berth.virtual': `127.0.0.1:${tcp}` } });
  await laboratory.run('odd-1', { labels: { 'berth.virtual': `127.0.0.1:${http}` } });
  await comes('both problems', async () => {
    const { stdout } = await laboratory.berth('status', '--json');
    return stdout.includes('belongs to raw-1') && stdout.includes('it is where the HTTP virtual server listens');
  });
  expect(await overTcp(tcp, 'still\n')).toBe('still\n');
  await laboratory.engine.docker.getContainer('odd-1').remove({ force: true });
});

test('when the label goes, the virtual server goes, and who waited for its place gets it', async () => {
  await laboratory.engine.docker.getContainer('raw-1').remove({ force: true });
  await laboratory.run('raw-1', { labels: { 'berth.port': '7' }, more: raw });
  await comes('late-1 at that place', async () => /^HTTP\/1\.. 200/.test((await overTcp(tcp, 'GET / HTTP/1.0\r\n\r\n')) ?? ''));
  expect(Object.keys(virtuals()).filter((path) => path.endsWith(`_${tcp}_tcp`))).toEqual([`/berth/late_127.0.0.1_${tcp}_tcp`]);
});

test('attached instead: the virtual server of Berth goes, and that of an operator with the rule serves', async () => {
  const { bigip, config } = laboratory;
  const content: { sites: { here: { bigips: { edge: object } } } } = parse(await readFile(config, 'utf8'));
  content.sites.here.bigips.edge = { ...content.sites.here.bigips.edge, http: { mode: 'attach' } };
  await writeFile(config, stringify(content));
  await comes('the end of the virtual server of Berth', async () => !Object.hasOwn(virtuals(), '/berth/berth_http'));
  using unit = await Unit.at(bigip.access);
  await unit.send('POST', 'ltm/profile/http', { name: 'theirs', partition: 'Common', insertXforwardedFor: 'enabled' });
  await unit.send('POST', 'ltm/virtual', {
    name: 'theirs',
    // Nowhere else would BIG-IP let it use a rule of that partition.
    partition: 'berth',
    destination: `127.0.0.1:${http}`,
    ipProtocol: 'tcp',
    profiles: [{ name: '/Common/tcp' }, { name: '/Common/theirs' }],
    rules: ['/berth/berth_http'],
    sourceAddressTranslation: { type: 'automap' },
  });
  await comes('an answer through it', async () => {
    const asked = await ask({ address: '127.0.0.1', port: http, from: '127.0.0.9' }, `www.${zone}`, '/cgi-bin/echo');
    return asked.kind === 'answer' && asked.body.includes('HTTP_X_FORWARDED_FOR=127.0.0.9');
  });
});
