/** Berth as a user who may do no more than manage its partition. */
import { waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { dig } from './dig.ts';
import { internalZone, Laboratory, zone } from './laboratory.ts';

const patience = 60_000;

test('a manager of the partition is all that is needed for HTTP and DNS', async () => {
  await using laboratory = await Laboratory.start({
    dns: 'on',
    bigipConfig: { user: 'berth' },
    before: async ({ bigip: { unit, access } }) => {
      if (unit.kind !== 'here') throw new Error('the BIG-IP is expected in this process');
      const { bigip } = unit;
      const { password } = access;
      await bigip.edit('POST', 'auth/partition', { name: 'berth', description: 'berth/1 laboratory' });
      await bigip.edit('POST', 'auth/user', { name: 'berth', password, partitionAccess: [{ name: 'berth', role: 'manager' }] });
    },
  });
  await laboratory.run('www-1');
  await waitUntil('its page', patience, async () => {
    const answer = await laboratory.get(`www.${zone}`);
    return answer.kind === 'answer' && answer.body === 'www-1';
  });
  await waitUntil('its address', patience, async () => (await dig(laboratory.dns, `www-1.${internalZone}`)).answers.length === 1);
  await waitUntil('all to be well', patience, async () => (await laboratory.berth('status')).code === 0);
  expect((await laboratory.berth('status')).stdout).toContain('everything applied');
});
