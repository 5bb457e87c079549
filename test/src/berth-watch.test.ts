/** What `berth watch` tells while it happens. */
import { container, idOf, problem, service, serving, status } from '@berth/cli/testing';
import { Audit, auditSubject, containerChangeSubject, type Status } from '@berth/messages';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AskedInstallation, entry, forever } from './asked-installation.ts';
import { RunningEntry } from './running-entry.ts';

let asked: AskedInstallation;

beforeAll(async () => {
  asked = await AskedInstallation.start();
});
afterAll(async () => await asked?.[Symbol.asyncDispose]());
beforeEach(async () => await asked.rest());

test('watch tells a change on its way, with its latency', async () => {
  await using watch = new RunningEntry(entry, ['watch'], { BERTH_CONFIG: asked.config });
  const at = Date.now();
  const before = container('www-3', 'aaa3', { state: 'exited' });
  const origin = { engine: 'docker1', container: idOf('aaa3'), name: 'www-3' };
  const audit = {
    v: 1,
    bigip: 'edge',
    at: at + 23,
    took: 5,
    request: 'POST …',
    outcome: { kind: 'done' },
    changes: [{ change: 'create', object: '/berth/www 172.17.0.4:80', cause: 'document', origin }],
  };
  const telling = setInterval(() => {
    asked.store.publish(containerChangeSubject('docker1', idOf('aaa3')), {
      v: 1,
      change: 'changed',
      engine: 'docker1',
      site: 'east',
      at,
      before,
      after: container('www-3', 'aaa3'),
    });
    asked.store.publish(auditSubject('ltm', 'edge'), Audit.parse(audit));
  }, 200);
  try {
    await watch.line('the container', (line) => line.endsWith('container www-3 changed on docker1, exited → running'));
    await watch.line('the write', (line) =>
      line.endsWith('edge: created /berth/www 172.17.0.4:80 for www-3 on docker1, 23 ms after the event'),
    );
  } finally {
    clearInterval(telling);
  }
  await asked.put('berth-desired', 'ltm.edge.www', service(serving([], [])));
  await watch.line('the plan', (line) => line.endsWith('planned www on edge: nothing to serve'));
  await asked.put('berth-problems', 'planner-east.one', problem('the name is disputed', 'engine docker1'));
  await watch.line('the problem', (line) => line.endsWith('problem: the name is disputed (engine docker1); do this'));
  await asked.store.remove('berth-problems', 'planner-east.one', forever.signal);
  await watch.line('its end', (line) => line.endsWith('problem solved: the name is disputed'));
  watch.interrupt();
  expect(await watch.ended()).toBe(0);
});

test('watch of a topic: what is there, then what comes, as JSON lines, with revisions and deletions', async () => {
  await asked.put('berth-status', 'ltm.edge', status());
  await using watch = new RunningEntry(entry, ['watch', 'berth.status.>'], { BERTH_CONFIG: asked.config });
  const first = await watch.line('what is there', () => true);
  const message: { readonly subject: string; readonly revision: number; readonly value: Status } = JSON.parse(first);
  expect(message).toMatchObject({ subject: 'berth.status.ltm.edge', revision: expect.any(Number), value: { target: 'edge' } });
  await asked.store.remove('berth-status', 'ltm.edge', forever.signal);
  const last = JSON.parse(await watch.line('the deletion', (line) => line.includes('"deleted"')));
  expect(last).toEqual({ subject: 'berth.status.ltm.edge', revision: expect.any(Number), deleted: true });
  expect(last.revision).toBeGreaterThan(message.revision);
});

test('watch ends when nobody reads any more', async () => {
  await using watch = new RunningEntry(entry, ['watch', '--json'], { BERTH_CONFIG: asked.config });
  const telling = setInterval(() => asked.store.publish('berth.audit.ltm.edge', {}), 20);
  try {
    const line = await watch.line('something', () => true);
    expect(JSON.parse(line)).toMatchObject({ kind: 'unreadable', subject: 'berth.audit.ltm.edge' });
    watch.stopReading();
    expect(await watch.ended()).toBe(0);
  } finally {
    clearInterval(telling);
  }
});
