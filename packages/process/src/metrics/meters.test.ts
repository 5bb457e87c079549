import { Heartbeat } from '@berth/messages';
import { expect, test } from 'vitest';
import { Meters } from './meters.ts';

test('without a connection nothing is connected, held or followed', async () => {
  const meters = new Meters();
  const heartbeat = { v: 1, program: 'collector', instance: 'a', configuration: 'b', refused: [] };
  const told = Heartbeat.parse({ ...heartbeat, leases: ['collector.docker1'], engines: ['docker1'] });
  const connection = meters.of(
    { connected: () => true },
    () => told,
    () => ['docker1', 'docker2'],
  );
  expect(await meters.text()).toMatch(/^berth_engine_followed{engine="docker1"} 1$/m);
  expect(await meters.text()).toMatch(/^berth_parts 2$/m);
  connection[Symbol.dispose]();
  const text = await meters.text();
  expect(text).toMatch(/^berth_nats_connected 0$/m);
  expect(text).toMatch(/^berth_leases_held 0$/m);
  expect(text).not.toMatch(/^berth_engine_followed{/m);
});
