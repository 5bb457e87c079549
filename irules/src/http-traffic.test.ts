/** The HTTP rule as shipped, on a virtual BIG-IP that carries real requests to real servers. */
import { configure, fetched, freePort, type Got, keepAlive, pool, rule, unit, virtual, webServer } from '@berth/virtual-bigip/testing';
import { expect, test } from 'vitest';
import { httpRule } from './http-rule.ts';
import { recordGroups } from './testing/http-virtual.ts';

const zone = 'apps.example.com';
const shards = 4;

/** The port of the rule's virtual server: service www has containers www-1 to www-3, of which www-3 takes no connection; shop has none. */
async function served(): Promise<number> {
  const bigip = await unit();
  const ports = [await webServer('www-1'), await webServer('www-2'), await freePort()];
  const port = await freePort();
  const containers = ports.map((at, index) => [`www-${index + 1}.${zone}`, `/T/www 127.0.0.1 ${at}`]);
  await configure(
    bigip,
    pool('www', ports),
    pool('shop', []),
    ...recordGroups(shards, { [`www.${zone}`]: '/T/www', [`shop.${zone}`]: '/T/shop' }, Object.fromEntries(containers)),
    rule('r', httpRule({ folder: '/T', shards, zones: [zone], unknown: 'not-found', instances: 'on' })),
    virtual(port, { rules: ['/T/r'] }),
  );
  return port;
}

test('a service is served by each container that takes connections, whichever is chosen first', async () => {
  const port = await served();
  const texts = new Set<string>();
  for (let n = 0; n < 12; n += 1) {
    const { status, text } = await fetched(port, { headers: { host: `www.${zone}` } });
    expect(status).toBe(200);
    texts.add(text);
  }
  expect(texts).toEqual(new Set(['www-1', 'www-2']));
});

test('what may not be sent twice is not tried elsewhere', async () => {
  const port = await served();
  const answers: Got[] = [];
  for (let n = 0; n < 6; n += 1) answers.push(await fetched(port, { method: 'POST', headers: { host: `www.${zone}` } }));
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.map(({ message }) => message.headers['retry-after'])).toEqual(['5', '5']);
});

test('requests of one connection go where each is for', async () => {
  const port = await served();
  const agent = keepAlive();
  const answers: string[] = [];
  for (const name of ['www-1', 'www-2', 'none', 'www-2', 'shop', 'www-1', 'www-3', 'www-2', 'WWW-1']) {
    const { status, text } = await fetched(port, { agent, headers: { host: `${name}.${zone}` } });
    answers.push(status === 200 ? text : String(status));
  }
  expect(answers).toEqual(['www-1', 'www-2', '404', 'www-2', '503', 'www-1', '503', 'www-2', 'www-1']);
  await expect(fetched(port, { agent, headers: { host: 'www.example.net' } })).rejects.toMatchObject({ code: 'ECONNRESET' });
});
