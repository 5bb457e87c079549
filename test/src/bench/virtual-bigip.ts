/** What the virtual BIG-IP takes for 60,000 records and 10,000 pools of 10: to make them, to read them by the page, and to change one thing among them. */
import { Agent, request } from 'node:https';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { median, rounded, tellResult } from '../measure/statistics.ts';

const pools = 10_000;
const members = 10;
const records = 60_000;
const page = 200;
const changes = 100;

type Ask = (method: string, path: string, body?: unknown) => Promise<string>;

await using small = await VirtualBigIp.start();
const alone = asker(small);
await alone('POST', 'auth/partition', { name: 'T' });
await alone('POST', 'ltm/pool', poolOf(0));
await alone('POST', 'ltm/data-group/internal', groupOf(10));
const oneChangeAlone = await oneChange(alone);

await using bigip = await VirtualBigIp.start();
const ask = asker(bigip);
const before = memory();
await ask('POST', 'auth/partition', { name: 'T' });
const create = await seconds(async () => {
  for (let pool = 0; pool < pools; pool += 1) await ask('POST', 'ltm/pool', poolOf(pool));
  await ask('POST', 'ltm/data-group/internal', groupOf(records));
});
const megabytes = rounded(memory() - before);
const readPaged = await seconds(async () => {
  for (let skip = 0; skip < pools; skip += page) await ask('GET', `ltm/pool?expandSubcollections=true&$top=${page}&$skip=${skip}`);
  await ask('GET', 'ltm/data-group/internal/~T~d');
});
const oneChangeAmongAll = await oneChange(ask);
const ratio = rounded(oneChangeAmongAll.member / oneChangeAlone.member);
tellResult({ bench: 'virtual-bigip', ratio, create, readPaged, megabytes, oneChangeAlone, oneChangeAmongAll });

function poolOf(number: number): object {
  const listed = Array.from({ length: members }, (_, member) => ({
    name: `10.${number >> 8}.${number & 255}.${member}:80`,
    partition: 'T',
  }));
  return { name: `p${number}`, partition: 'T', members: listed };
}

function groupOf(size: number): object {
  const listed = Array.from({ length: size }, (_, number) => ({ name: `host-${number}.example.com`, data: `/T/p${number % pools}` }));
  return { name: 'd', partition: 'T', type: 'string', records: listed };
}

type Change = { readonly member: number; readonly record: number };

/** The median milliseconds of a member more and of a record more, which is answered with all records. */
async function oneChange(asked: Ask): Promise<Change> {
  const took: Record<keyof Change, number[]> = { member: [], record: [] };
  for (let number = 0; number < changes; number += 1) {
    const member = { name: `10.99.0.${number}:80`, partition: 'T' };
    took.member.push(await milliseconds(() => asked('POST', 'ltm/pool/~T~p0/members', member)));
    const options = encodeURIComponent(`records add { new-${number}.example.com { data x } }`);
    took.record.push(await milliseconds(() => asked('PATCH', `ltm/data-group/internal/~T~d?options=${options}`, {})));
  }
  return { member: rounded(median(took.member)), record: rounded(median(took.record)) };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function seconds(work: () => Promise<void>): Promise<number> {
  return rounded((await milliseconds(work)) / 1000);
}

/** Megabytes that this process holds. */
function memory(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

/** Sends one request after the other on one connection; fails on what is refused. */
function asker({ url, ca, user, password }: VirtualBigIp): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
  const headers = { 'content-type': 'application/json' };
  return async (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}/mgmt/tm/${path}`, { method, agent, headers, auth: `${user}:${password}` }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${method} ${path}: ${response.statusCode ?? 0} ${text}`));
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}
