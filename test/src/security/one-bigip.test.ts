/** Appliers with keys for one BIG-IP alone do all that there is to do for it. */
import { waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dig } from '../dig.ts';
import { internalZone, Laboratory, zone } from '../laboratory.ts';
import { isPage } from '../request.ts';

const patience = 60_000;
let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await Laboratory.start({ security: 'narrow', dns: 'on' });
});
afterAll(async () => await laboratory?.[Symbol.asyncDispose]());

test('an applier works for one BIG-IP with no more than its own permissions', async () => {
  const container = await laboratory.run('www-1');
  const served = async () => {
    const answer = await laboratory.get(`www-1.${zone}`);
    return isPage(answer);
  };
  await waitUntil('its page', patience, served);
  await waitUntil('its address', patience, async () => (await dig(laboratory.dns, `www-1.${internalZone}`)).answers.length === 1);
  await waitUntil('all to be well', patience, async () => (await laboratory.berth('status')).code === 0);
  const measured = async () => {
    const metrics = await laboratory.metrics('ltm-applier');
    return [...metrics].some(([name, value]) => /^berth_change_latency_seconds_count\{.*edge/.test(name) && value > 0);
  };
  await waitUntil('how long a change took to be measured', patience, measured);
  expect(await laboratory.berth('freeze', 'edge')).toMatchObject({ code: 0 });
  expect((await laboratory.berth('status')).stdout).toContain('frozen');
  expect(await laboratory.berth('thaw', 'edge')).toMatchObject({ code: 0 });
  await container.remove({ force: true });
  await waitUntil('its end', patience, async () => !(await served()));
  await Promise.all((['ltm-applier', 'dns-applier'] as const).map((name) => laboratory.program(name).kill('SIGTERM')));
  expect(await laboratory.logs()).not.toContain('NATS refused');
});
