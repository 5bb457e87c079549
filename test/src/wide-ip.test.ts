/** Two sites, each with an engine and a BIG-IP: `dig` sees the wide IP of a listener that also answers an internal zone lead to the site that serves. */
import { readFile, writeFile } from 'node:fs/promises';
import { freePort, waitUntil } from '@berth/local-stack';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { dig } from './dig.ts';
import { internalZone, Laboratory, zone } from './laboratory.ts';
import type { LaboratoryBigip } from './laboratory-bigip.ts';

const patience = 60_000;
/** Where each site's HTTP virtual server is, which is all that an answer tells. */
const [here, there] = ['127.0.0.1', '127.0.0.2'];
const stack = new AsyncDisposableStack();
let laboratory: Laboratory;

beforeAll(async () => {
  laboratory = await Laboratory.start({ engines: 2, dns: 'on', installation: { applier: { backoff: '1s' } }, before: makeTwoSites });
  stack.use(laboratory);
});

afterAll(async () => {
  await stack.disposeAsync();
});

/** The laboratory's second engine gets a BIG-IP and site of its own, and its first BIG-IP sends clients to either. */
async function makeTwoSites(prepared: Laboratory): Promise<void> {
  const { config, bigip, http } = prepared;
  const far = stack.use(await prepared.furtherBigip('far'));
  provision(bigip, 'nominal');
  const { sites, ...installation } = Written.parse(parse(await readFile(config, 'utf8')));
  const { docker1, docker2 } = sites.here.engines;
  const port = await freePort();
  const site = (name: string, address: string, at: number) => {
    return { site: name, own: true, monitor: 'none', virtualServers: [{ name: 'http', destination: `${address}:${at}` }] };
  };
  const content = {
    ...installation,
    sites: {
      here: { engines: { docker1 }, bigips: sites.here.bigips },
      there: { engines: { docker2 }, bigips: { far: { ...far.config, http: { mode: 'own', virtual: `${there}:${port}` } } } },
    },
    dnsGroups: { world: { bigip: 'edge', ttl: 1, sites: [site('here', here, http), site('there', there, port)] } },
  };
  await writeFile(config, stringify(content));
}

const Engines = z.object({ docker1: z.unknown(), docker2: z.unknown() });
const Written = z.looseObject({ sites: z.object({ here: z.object({ engines: Engines, bigips: z.unknown() }) }) });

function provision({ unit }: LaboratoryBigip, level: 'none' | 'nominal'): void {
  if (unit.kind !== 'here') throw new Error('it is in this process');
  unit.bigip.edit('PATCH', 'sys/provision/gtm', { level });
}

async function leadsTo(address: string, name = `www.${zone}`): Promise<void> {
  let last: unknown;
  await waitUntil(`${name} to lead to ${address}`, patience, async () => {
    const { answers } = await dig(laboratory.dns, name);
    last = answers;
    return answers.length === 1 && answers[0] === address;
  }).catch(async (cause: unknown) => {
    throw new Error(`${name}: ${JSON.stringify(last)}\n${await laboratory.logs()}`, { cause });
  });
}

async function says(what: RegExp, ...question: readonly string[]): Promise<void> {
  let last = '';
  await waitUntil(`berth ${question.join(' ')} to say ${String(what)}`, patience, async () => {
    last = (await laboratory.berth(...question)).stdout;
    return what.test(last);
  }).catch((cause: unknown) => {
    throw new Error(last, { cause });
  });
}

test('clients are sent to the preferred site that serves, and back, by the listener that tells containers in the internal zone', async () => {
  const [, second] = laboratory.engines;
  if (second === undefined) throw new Error('the laboratory has two engines');
  const near = await laboratory.run('www-1');
  await laboratory.run('www-1', { engine: second });
  await leadsTo(here);
  await leadsTo(await addressOf(near), `www.${internalZone}`);
  await near.stop({ t: 1 });
  await leadsTo(there);
  expect(await dig(laboratory.dns, `www.${internalZone}`)).toMatchObject({ status: 'NOERROR', answers: [] });
  await near.start();
  await leadsTo(here);
  await says(/All is well/, 'status');
});

test('a BIG-IP that loses GTM says so, answers its internal zone, and gets its wide IPs again when it has it', async () => {
  provision(laboratory.bigip, 'none');
  const other = await laboratory.run('shop-1');
  await says(/world \(gtm\) {2}waiting: GTM is not provisioned/, 'status');
  await leadsTo(await addressOf(other), `shop.${internalZone}`);
  provision(laboratory.bigip, 'nominal');
  await leadsTo(here);
  await leadsTo(here, `shop.${zone}`);
});

async function addressOf(container: Docker.Container): Promise<string> {
  const { NetworkSettings: settings } = await container.inspect();
  return settings.Networks['bridge']?.IPAddress ?? '';
}
