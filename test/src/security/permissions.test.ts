/** What NATS lets each user do, tried with its key by somebody who keeps to no rule. */
import { waitUntil } from '@berth/local-stack';
import { bucketNames, compareText } from '@berth/messages';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyedNats, startKeyedNats } from './keyed-nats.ts';
import { bucketOf, isReadByKey, keys, subjectOf, subjects, users } from './users.ts';

const patience = 30_000;
let nats: KeyedNats;
beforeAll(async () => {
  nats = await startKeyedNats();
});
afterAll(async () => await nats?.[Symbol.asyncDispose]());

const thief = (user: string) => nats.thief(user);

describe.for(users)('$user', ({ user, writes, reads, tells }) => {
  test('may write and tell only this', async () => {
    await using someone = await thief(user);
    const all = [...keys.map(subjectOf), ...subjects];
    const refused = await someone.refusedToPublish(all, 'nothing that anybody can read');
    expect(all.filter((subject) => !refused.includes(subject)).toSorted(compareText)).toEqual(
      [...writes.map(subjectOf), ...tells].toSorted(compareText),
    );
  });

  test('may read and watch only this', async () => {
    await using someone = await thief(user);
    const may = [...new Set([...writes, ...reads])];
    const read = [];
    const watched = [];
    for (const key of keys) {
      if (isReadByKey(key) && (await someone.read(key)) !== undefined) read.push(key);
      if (await someone.watches(key)) watched.push(key);
    }
    expect(read.toSorted(compareText)).toEqual(may.filter(isReadByKey).toSorted(compareText));
    expect(watched.toSorted(compareText)).toEqual(may.toSorted(compareText));
  });

  test('has no power over buckets, streams, and consumers of others', async () => {
    await using someone = await thief(user);
    const powers = [
      ...['LIST', 'NAMES', 'TEMPLATE.CREATE.x'].map((verb) => `STREAM.${verb}`),
      ...[...bucketNames.map((bucket) => `KV_${bucket}`), 'berth-changes', 'berth-audit'].flatMap((stream) => [
        ...['DELETE', 'PURGE', 'UPDATE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE', 'PEER.REMOVE', 'LEADER.STEPDOWN'].map(
          (verb) => `STREAM.${verb}.${stream}`,
        ),
        ...(user === 'planner' ? [] : [`STREAM.CREATE.${stream}`]),
        ...(stream === 'KV_berth-leases' ? [] : [`STREAM.MSG.GET.${stream}`]),
        ...[`DIRECT.GET.${stream}`, `CONSUMER.LIST.${stream}`, `CONSUMER.NAMES.${stream}`, `CONSUMER.CREATE.${stream}`],
        ...['INFO', 'DELETE', 'MSG.NEXT', 'DURABLE.CREATE', 'LEADER.STEPDOWN'].map((verb) => `CONSUMER.${verb}.${stream}.another`),
      ]),
      'STREAM.CREATE.another',
    ];
    const used = new Set([...writes, ...reads].map(bucketOf));
    const paces = bucketNames.filter((bucket) => !used.has(bucket)).map((bucket) => `$JS.FC.KV_${bucket}.another.one`);
    const all = [
      ...powers.flatMap((power) => [`$JS.berth.API.${power}`, `$JS.API.${power}`]),
      ...paces,
      '$JS.ACK.KV_berth-desired.x.1.1.1.1.0',
    ];
    expect(await someone.refusedToPublish(all)).toEqual(all);
  });

  test('hears nothing that is meant for others', async () => {
    const others = await Promise.all(users.filter((other) => other.user !== user).map((other) => thief(other.user)));
    await using someone = await thief(user);
    const program = user.replace(/-(?:docker1|edge)$/, '');
    const named = ['collector', 'planner', 'ltm-applier'].filter((name) => name !== program).map((name) => `$SRV.PING.berth-${name}`);
    const filters = ['>', '*', '$KV.>', '$JS.>', '$JS.berth.API.>', ...named, '_INBOX.>', ...others.map(({ inbox }) => `${inbox}.>`)];
    if (user.endsWith('-edge')) filters.push('berth.>', 'berth.desired.>', 'berth.status.>', 'berth.control.>', 'berth.audit.>');
    if (user.startsWith('collector')) filters.push('berth.>', 'berth.heartbeat.>', 'berth.engine.>', 'berth.control.>');
    expect(await someone.refusedToHear(filters)).toEqual(filters);
    await Promise.all(others.map((other) => other[Symbol.asyncDispose]()));
  });
});

test("a consumer's filter is what its request says, whatever is in it", async () => {
  await using someone = await thief('collector-docker1');
  for (const filter of ['$KV.berth-engines.>', '$KV.berth-engines.docker2', undefined]) {
    const config = { name: 'x', filter_subject: filter, deliver_subject: `${someone.inbox}.x`, ack_policy: 'none', deliver_policy: 'all' };
    const body = { stream_name: 'KV_berth-engines', config };
    const answer = await someone.ask('CONSUMER.CREATE.KV_berth-engines.x.$KV.berth-engines.docker1', body);
    expect(answer?.json()).toMatchObject({ error: { err_code: 10131 } });
  }
});

test('a program hears what all programs, and it, are asked, and nothing that others are asked', async () => {
  await using collector = await thief('collector-docker2');
  await using reader = await thief('reader');
  const heard: string[] = [];
  // NATS takes this for one of `$SRV.*`, and passes on no more than that.
  collector.nats.subscribe('$SRV.>', { callback: (_error, message) => void heard.push(message.subject) });
  await collector.nats.flush();
  for (const subject of ['$SRV.PING.berth-planner', '$SRV.INFO.berth-ltm-applier.x', '$SRV.PING.berth-collector', '$SRV.PING'])
    reader.nats.publish(subject);
  await waitUntil('the last', patience, async () => heard.includes('$SRV.PING'));
  expect(heard).toEqual(['$SRV.PING.berth-collector', '$SRV.PING']);
});

test('an applier of one BIG-IP hears of the containers of its site, and of no other', async () => {
  await using applier = await thief('ltm-applier-edge');
  await using here = await thief('collector-docker1');
  await using there = await thief('collector-docker2');
  const heard: string[] = [];
  applier.nats.subscribe('berth.container.>', { callback: (_error, message) => void heard.push(message.subject) });
  await applier.nats.flush();
  there.nats.publish('berth.container.docker2.abc');
  await there.nats.flush();
  here.nats.publish('berth.container.docker1.abc');
  await waitUntil('the last', patience, async () => heard.includes('berth.container.docker1.abc'));
  expect(heard).toEqual(['berth.container.docker1.abc']);
});

test('nobody may answer an operator or a program in place of NATS', async () => {
  await using collector = await thief('collector-docker2');
  await using operator = await thief('operator');
  await using planner = await thief('planner');
  const inboxes = [operator, planner].map(({ inbox }) => `${inbox}.guess`);
  expect(await collector.refusedToPublish(inboxes)).toEqual(inboxes);
});

test('who has no key, or does not speak TLS, is not let in', async () => {
  const quick = { servers: nats.url, reconnect: false, timeout: 10_000 };
  await expect(connect({ ...quick, tls: { caFile: nats.security.caFile } })).rejects.toThrow(/uthorization/);
  await expect(connect(quick)).rejects.toThrow(/certificate/);
});
