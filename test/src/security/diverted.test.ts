/** NATS lets whoever asks say where the answer is to go: it must be put nowhere that the one who asked may not write. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyedNats, startKeyedNats } from './keyed-nats.ts';
import type { Thief } from './thief.ts';
import { bucketOf, isReadByKey, subjectOf, users } from './users.ts';

let nats: KeyedNats;
beforeAll(async () => {
  nats = await startKeyedNats();
});
afterAll(async () => await nats?.[Symbol.asyncDispose]());

const thief = (user: string) => nats.thief(user);

describe.for(users.filter(({ user }) => user !== 'reader'))('$user can have put under no other key', ({ user, writes, tells }) => {
  const own = writes.find(isReadByKey) ?? '';
  const victim = user === 'planner' ? 'berth-engines docker1' : 'berth-desired ltm.edge.www';
  const forged = JSON.stringify({ v: 1, forged: `by ${user}` });

  test.for([
    { what: 'the answer to a write', attempt: (by: Thief, reply: string) => by.nats.publish(subjectOf(own), forged, { reply }) },
    {
      what: 'what it reads, though it wrote that',
      attempt: (by: Thief, reply: string) =>
        by.nats.publish(`$JS.berth.API.DIRECT.GET.KV_${bucketOf(own)}.${subjectOf(own)}`, '', { reply }),
    },
    {
      what: 'what the server says of a bucket',
      attempt: (by: Thief, reply: string) => by.nats.publish(`$JS.berth.API.STREAM.INFO.KV_${bucketOf(own)}`, '', { reply }),
    },
    {
      what: 'what a consumer delivers',
      attempt: async (by: Thief, reply: string) => {
        by.nats.subscribe(`${by.inbox}.any`);
        await by.watches(own, reply);
      },
    },
    {
      what: 'an answer to what it asked itself',
      attempt: async (by: Thief, reply: string) => {
        const [told = ''] = tells;
        by.nats.subscribe('$SRV.*');
        for (const subject of [told, '$SRV.PING'].filter((each) => each !== '')) by.nats.publish(subject, '', { reply });
        await by.nats.flush();
        by.nats.publish(reply, forged);
      },
    },
  ])('$what', async ({ attempt }) => {
    await using by = await thief(user);
    await using operator = await thief('operator');
    await using reader = await thief('reader');
    const heard: string[] = [];
    reader.nats.subscribe('berth.>', { callback: (_error, message) => void heard.push(message.subject) });
    await reader.nats.flush();
    const before = await operator.read(victim);
    expect(before).toBeDefined();
    for (const reply of [subjectOf(victim), 'berth.heartbeat.collector.x.docker2']) await attempt(by, reply);
    await by.nats.flush();
    // Whatever came of it came before this.
    await operator.read('berth-control freeze.edge');
    await reader.nats.flush();
    expect(await operator.read(victim)).toBe(before);
    expect(heard.filter((subject) => !topicsOf(own).test(subject) && !tells.includes(subject))).toEqual([]);
  });
});

/** What NATS republishes of writes to this key's bucket. */
function topicsOf(key: string): RegExp {
  return new RegExp(
    `^berth\\.${bucketOf(key)
      .replace(/^berth-/, '')
      .replace(/s$/, '')}\\b`,
  );
}
