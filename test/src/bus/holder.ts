/** A program that holds a lease as often as it can and keeps one document under it, for tests to pause and kill. Arguments: server, name. */
import { appendFileSync } from 'node:fs';
import { LeaseLost, openNatsStore } from '@berth/bus';
import { problem, shortLeases } from './documents.ts';

const [server = '', instance = '', told = ''] = process.argv.slice(2);
const tell = (what: object) => appendFileSync(told, `${JSON.stringify(what)}\n`);
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const { signal } = new AbortController();

await using store = await openNatsStore({ servers: [server], program: 'test', instance, replicas: 1, leases: shortLeases, log }, signal);
for (;;) {
  try {
    await using lease = await store.lease('keeper.here', { program: 'test' }, signal);
    await using publisher = await store.publisher('berth-problems', { filter: 'test.>', lease }, signal);
    tell({ won: lease.epoch });
    for (let round = 0; lease.held(); round++) {
      publisher.set('test.a', problem('a', `round ${round} of ${instance}`));
      await publisher.flush();
    }
    throw new LeaseLost(lease.name);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    tell({ lost: error.message });
  }
}
