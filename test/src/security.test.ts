/** A NATS that knows each program by its key: all works, and nothing else does. */
import { waitUntil } from '@berth/local-stack';
import { connect, createInbox } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dig } from './dig.ts';
import { internalZone, Laboratory, zone } from './laboratory.ts';
import { connectAs, inboxPrefixOf } from './secure.ts';

const patience = 60_000;
let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await Laboratory.start({ security: 'on', dns: 'on' });
});
afterAll(async () => await laboratory?.[Symbol.asyncDispose]());

test('every program says what it is to whoever asks by the service protocol, and only to an inbox', async () => {
  const reader = await connectedAs('reader');
  try {
    const diverted: string[] = [];
    reader.subscribe('berth.audit.>', { callback: (_error, message) => void diverted.push(message.string()) });
    const found = new Map<string, string | undefined>();
    const inbox = createInbox(await inboxPrefixOf('reader', laboratory.security));
    reader.subscribe(`${inbox}.*`, {
      callback: (_error, message) => {
        // The server's own answer while there is no program yet.
        if (message.data.length === 0) return;
        const { name, metadata } = message.json<{ name: string; metadata: Record<string, string> }>();
        found.set(name, metadata['leases']);
      },
    });
    let round = 0;
    await waitUntil('an answer of each', patience, async () => {
      // The ltm-applier may write there, but must not because somebody says so.
      reader.publish('$SRV.PING.berth-ltm-applier', '', { reply: 'berth.audit.ltm.edge' });
      reader.publish('$SRV.INFO', '', { reply: `${inbox}.${round++}` });
      const all = ['collector', 'planner', 'ltm-applier', 'dns-applier'].every((program) => found.has(`berth-${program}`));
      return all && found.get('berth-planner')?.includes('planner.here');
    });
    expect(diverted.filter((text) => text.includes('io.nats.micro'))).toEqual([]);
  } finally {
    await reader.close();
  }
});

test('every program works with no more than its own permissions', async () => {
  const container = await laboratory.run('www-1');
  const served = async () => {
    const answer = await laboratory.get(`www-1.${zone}`);
    return answer.kind === 'answer' && answer.status === 200;
  };
  await waitUntil('its page', patience, served);
  await waitUntil('its address', patience, async () => (await dig(laboratory.dns, `www-1.${internalZone}`)).answers.length === 1);
  await waitUntil('all to be well', patience, async () => (await laboratory.berth('status')).code === 0);
  expect(await laboratory.berth('freeze')).toMatchObject({ code: 0 });
  expect(await laboratory.berth('thaw')).toMatchObject({ code: 0 });
  await container.remove({ force: true });
  await waitUntil('its end', patience, async () => !(await served()));
  await Promise.all(
    (['collector', 'planner', 'ltm-applier', 'dns-applier'] as const).map((name) => laboratory.program(name).kill('SIGTERM')),
  );
  expect(await laboratory.logs()).not.toContain('NATS refused');
});

test.for([
  { user: 'collector-docker1', may: 'write its engine', subject: '$KV.berth-engines.docker1', refused: false },
  { user: 'collector-docker1', may: 'write another engine', subject: '$KV.berth-engines.docker2', refused: true },
  { user: 'collector-docker1', may: 'write a desired document', subject: '$KV.berth-desired.ltm.edge.www', refused: true },
  { user: 'collector-docker1', may: 'hold a lease of others', subject: '$KV.berth-leases.collector.docker2', refused: true },
  { user: 'collector-docker1', may: "tell of another engine's containers", subject: 'berth.container.docker2.abc', refused: true },
  {
    user: 'collector-docker1',
    may: 'read desired documents',
    subject: '$JS.API.CONSUMER.CREATE.KV_berth-desired.x.$KV.berth-desired.>',
    refused: true,
  },
  { user: 'collector-docker1', may: 'speak as a planner', subject: 'berth.heartbeat.planner.x', refused: true },
  { user: 'planner', may: 'plan', subject: '$KV.berth-desired.ltm.edge.www', refused: false },
  { user: 'planner', may: 'write an engine', subject: '$KV.berth-engines.docker1', refused: true },
  { user: 'planner', may: 'decide as an operator', subject: '$KV.berth-control.freeze.edge', refused: true },
  { user: 'planner', may: 'write a status', subject: '$KV.berth-status.ltm.edge', refused: true },
  { user: 'planner', may: 'hold an applier’s lease', subject: '$KV.berth-leases.ltm.edge', refused: true },
  { user: 'ltm-applier', may: 'tell its status', subject: '$KV.berth-status.ltm.edge', refused: false },
  { user: 'ltm-applier', may: 'tell that of DNS', subject: '$KV.berth-status.dns.edge', refused: true },
  { user: 'ltm-applier', may: 'plan', subject: '$KV.berth-desired.ltm.edge.www', refused: true },
  { user: 'ltm-applier', may: 'thaw', subject: '$KV.berth-control.freeze.edge', refused: true },
  { user: 'dns-applier', may: 'tell its status', subject: '$KV.berth-status.dns.edge', refused: false },
  { user: 'dns-applier', may: 'audit for LTM', subject: 'berth.audit.ltm.edge', refused: true },
  { user: 'route-advisor', may: 'tell its status', subject: '$KV.berth-status.route.edge', refused: false },
  { user: 'route-advisor', may: 'tell that of LTM', subject: '$KV.berth-status.ltm.edge', refused: true },
  { user: 'operator', may: 'decide', subject: '$KV.berth-control.freeze.edge', refused: false },
  { user: 'operator', may: 'write an engine', subject: '$KV.berth-engines.docker1', refused: true },
  { user: 'operator', may: 'plan', subject: '$KV.berth-desired.ltm.edge.www', refused: true },
  { user: 'reader', may: 'write anything', subject: '$KV.berth-control.freeze.edge', refused: true },
  { user: 'reader', may: 'speak as a program', subject: 'berth.heartbeat.planner.x', refused: true },
  { user: 'reader', may: 'ask programs what they are', subject: '$SRV.PING', refused: false },
  { user: 'collector-docker1', may: 'ask programs what they are', subject: '$SRV.PING', refused: true },
  ...['collector-docker1', 'planner', 'ltm-applier', 'dns-applier', 'route-advisor', 'operator', 'reader'].flatMap((user) => [
    { user, may: 'delete a bucket', subject: '$JS.API.STREAM.DELETE.KV_berth-desired', refused: true },
    { user, may: 'purge a bucket', subject: '$JS.API.STREAM.PURGE.KV_berth-desired', refused: true },
    { user, may: 'change a bucket', subject: '$JS.API.STREAM.UPDATE.KV_berth-desired', refused: true },
    { user, may: 'answer in place of NATS', subject: '_INBOX_UABC.x', refused: true },
  ]),
])('$user may $may: refused $refused', async ({ user, subject, refused }) => {
  expect(await isRefused(user, subject)).toBe(refused);
});

test('who has no key, or does not speak TLS, is not let in', async () => {
  const quick = { servers: laboratory.nats.url, reconnect: false, timeout: 10_000 };
  await expect(connect({ ...quick, tls: { caFile: laboratory.security.caFile } })).rejects.toThrow(/uthorization/);
  await expect(connect(quick)).rejects.toThrow(/certificate/);
});

test('a reader hears topics, and nothing of how they are kept', async () => {
  const reader = await connectedAs('reader');
  try {
    const heard = reader.subscribe('berth.problem.>', { max: 1 });
    const kept = reader.subscribe('$KV.>');
    await reader.flush();
    await waitUntil('the refusal', patience, async () => kept.isClosed());
    expect(heard.isClosed()).toBe(false);
  } finally {
    await reader.close();
  }
});

async function connectedAs(user: string) {
  return await connectAs(user, laboratory.security, laboratory.nats.url);
}

/** Whether the server refuses the user that subject; the message itself has no effect, as nothing can be made of it. */
async function isRefused(user: string, subject: string): Promise<boolean> {
  const nats = await connectedAs(user);
  try {
    const refusals: unknown[] = [];
    const listening = (async () => {
      for await (const status of nats.status()) if (status.type === 'error') refusals.push(status.error);
    })();
    nats.publish(subject, '');
    // Refusals come before the answer to a ping that was sent later.
    await nats.flush();
    await nats.close();
    await listening;
    return refusals.length > 0;
  } finally {
    await nats.close();
  }
}
