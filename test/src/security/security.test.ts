/** A NATS that knows each program by its key: all works, and nothing else does. */
import { waitUntil } from '@berth/local-stack';
import { createInbox } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dig } from '../dig.ts';
import { internalZone, Laboratory, zone } from '../laboratory.ts';
import { isPage } from '../request.ts';
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
    return isPage(answer);
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

async function connectedAs(user: string) {
  return await connectAs(user, laboratory.security, laboratory.nats.url);
}
