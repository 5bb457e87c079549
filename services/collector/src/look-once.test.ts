/** One look at every engine, for `--stdio`. */
import { untraced } from '@berth/bus';
import { makeImage, startEngine } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { lookOnce } from './look-once.ts';
import { configure, openStore, patience, Reader, silent, startBus } from './testing/programs.ts';
import { untilAsTold } from './testing/told-by-engine.ts';

test('publishes what can be seen, and says what can not', async () => {
  await using resources = new AsyncDisposableStack();
  const nats = await startBus(resources);
  await using engine = await startEngine();
  await makeImage(engine.docker);
  const container = await engine.docker.createContainer({ name: 'www-1', Image: 'berth-sample/web' });
  await container.start();
  await using reader = await Reader.start(nats);
  const { signal } = new AbortController();
  const errors: object[] = [];
  const log = { ...silent, error: (fields: object) => void errors.push(fields) };
  await using store = await openStore(nats, 'collector', log, signal);
  const surroundings = { store, clock: Date, log, tracer: untraced, signal };

  expect(await lookOnce(configure({ here: { url: engine.url } }), surroundings)).toBe('whole');
  await untilAsTold(reader, 'here', engine.docker);
  expect(errors).toEqual([]);

  const nowhere = { url: 'unix:///nowhere.sock' };
  expect(await lookOnce(configure({ nowhere, second: { url: engine.url } }), surroundings)).toBe('partly');
  await untilAsTold(reader, 'second', engine.docker);
  expect(reader.document('nowhere')).toBeUndefined();
  expect(errors.splice(0)).toMatchObject([{ engine: 'nowhere', reason: expect.stringContaining('ENOENT') }]);

  const strange = await engine.docker.createContainer({ name: 'strange-1', Image: 'berth-sample/web', ExposedPorts: { '80-90/tcp': {} } });
  expect(await lookOnce(configure({ third: { url: engine.url } }), surroundings)).toBe('partly');
  await expect.poll(() => reader.document('third')?.containers.map(({ name }) => name), { timeout: patience }).toEqual(['www-1']);
  expect(errors).toMatchObject([{ engine: 'third', container: strange.id, reason: expect.stringContaining('ports.0.port') }]);
});
