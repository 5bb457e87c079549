/** Transactions: queued, echoed, and done wholly or not at all. */

import { describe, expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import { type Ask, done, send } from './wire.ts';

type Opened = {
  readonly id: string;
  readonly commit: (more?: object) => Promise<unknown>;
  readonly queue: (...asks: readonly Ask[]) => Promise<unknown[]>;
};

const pool = (name: string, more: object = {}): Ask => ['POST', 'ltm/pool', { name, partition: 'T', ...more }];

async function opened(bigip: VirtualBigIp): Promise<Opened> {
  const { body } = await send(bigip, ['POST', 'transaction', {}]);
  const id = String((body as { transId: number }).transId);
  const told = async (ask: Ask) => {
    const { status, body: answer } = await send(bigip, ask);
    return { status, body: answer };
  };
  return {
    id,
    commit: async (more = {}) => told(['PATCH', `transaction/${id}`, { state: 'VALIDATING', ...more }]),
    queue: async (...asks) => {
      const answers: unknown[] = [];
      for (const [method, path, asked] of asks) answers.push(await told([method, path, asked, { 'x-f5-rest-coordination-id': id }]));
      return answers;
    },
  };
}

async function withPartition(options: Parameters<typeof VirtualBigIp.start>[0] = {}): Promise<VirtualBigIp> {
  const bigip = await VirtualBigIp.start(options);
  await done(bigip, [['POST', 'auth/partition', { name: 'T' }]]);
  return bigip;
}

const failed = (message: string) => ({
  status: 400,
  body: { code: 400, message: `transaction failed:${message}`, errorStack: [], apiError: 2 },
});

describe('a transaction', () => {
  test('opens with an id of sixteen digits and 120 seconds', async () => {
    await using bigip = await withPartition();
    expect((await send(bigip, ['POST', 'transaction', {}])).body).toEqual({
      transId: expect.toSatisfy((id: number) => id > 2 ** 32 && id < 2 ** 53),
      state: 'STARTED',
      timeoutSeconds: 120,
      asyncExecution: false,
      validateOnly: false,
      executionTimeout: 300,
      executionTime: 0,
      failureReason: '',
      kind: 'tm:transactionstate',
      selfLink: expect.stringMatching(/^https:\/\/localhost\/mgmt\/tm\/transaction\/\d{16}\?ver=17\.1\.2$/),
    });
  });

  test('echoes what is queued, and nothing is there before the commit', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    expect(await transaction.queue(pool('p'))).toEqual([
      {
        status: 200,
        body: {
          method: 'POST',
          uri: 'https://localhost/mgmt/tm/ltm/pool',
          body: { name: 'p', partition: 'T' },
          evalOrder: 1,
          commandId: 1,
          kind: 'tm:transaction:commandsstate',
          selfLink: `https://localhost/mgmt/tm/transaction/${transaction.id}/commands/1?ver=17.1.2`,
        },
      },
    ]);
    expect(await transaction.queue(['GET', 'ltm/pool/~T~p'])).toMatchObject([{ status: 404 }]);
    expect(await transaction.commit()).toMatchObject({ status: 200, body: { state: 'COMPLETED', transId: Number(transaction.id) } });
    expect((await send(bigip, ['GET', 'ltm/pool/~T~p'])).status).toBe(200);
  });

  test('refuses bad JSON at once, and a bad object at the commit, as 400', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    expect(await transaction.queue(['POST', 'ltm/pool', '{'])).toMatchObject([{ status: 400, body: { apiError: 1 } }]);
    await transaction.queue(pool('p'), pool('q', { monitor: '/T/m' }));
    expect(await transaction.commit()).toEqual(failed('01070022:3: The monitor template /T/m was not found.'));
    expect((await send(bigip, ['GET', 'ltm/pool'])).body).not.toHaveProperty('items');
  });

  test.for<{ what: string; given: readonly Ask[]; queue: readonly Ask[]; message: string }>([
    {
      what: 'what is missing',
      given: [],
      queue: [['DELETE', 'ltm/pool/~T~p']],
      message: '01020036:3: The requested Pool (/T/p) was not found.',
    },
    {
      what: 'what is there',
      given: [pool('p')],
      queue: [pool('p')],
      message: '01020066:3: The requested Pool (/T/p) already exists in partition T.',
    },
    { what: 'no name', given: [], queue: [['POST', 'ltm/pool', {}]], message: 'one or more configuration identifiers must be provided' },
    {
      what: 'a monitor given up in the same transaction',
      given: [['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }], pool('p', { monitor: '/T/m' })],
      queue: [
        ['PATCH', 'ltm/pool/~T~p', { monitor: '' }],
        ['DELETE', 'ltm/monitor/tcp/~T~m'],
      ],
      message: '01070083:3: Monitor /T/m is in use.',
    },
    {
      what: 'a monitor whose pool goes in the same transaction',
      given: [['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }], pool('p', { monitor: '/T/m' })],
      queue: [
        ['DELETE', 'ltm/pool/~T~p'],
        ['DELETE', 'ltm/monitor/tcp/~T~m'],
      ],
      message: '01070083:3: Monitor /T/m is in use.',
    },
    {
      what: 'a partition made in the same transaction',
      given: [],
      queue: [
        ['POST', 'auth/partition', { name: 'U' }],
        ['POST', 'ltm/pool', { name: 'p', partition: 'U' }],
      ],
      message: 'The requested folder (/U) was not found.',
    },
    {
      what: 'a referent that comes later',
      given: [],
      queue: [['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination: '/T/192.0.2.1:80', pool: '/T/p' }], pool('p')],
      message: '01020036:3: The requested Pool (/T/p) was not found.',
    },
  ])('fails as 400 on $what, and nothing is left of it', async ({ given, queue, message }) => {
    await using bigip = await withPartition();
    await done(bigip, given);
    const before = bigip.snapshot();
    const transaction = await opened(bigip);
    await transaction.queue(...queue);
    expect(await transaction.commit()).toEqual(failed(message));
    expect(bigip.snapshot()).toEqual(before);
    expect(await transaction.commit()).toMatchObject({ status: 404 });
  });

  test('takes a pool and its members, one after the other', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    await transaction.queue(pool('p'), ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T' }]);
    expect(await transaction.commit()).toMatchObject({ status: 200 });
    expect((await send(bigip, ['GET', 'ltm/pool/~T~p/members'])).body).toMatchObject({ items: [{ name: '10.0.0.1:80' }] });
  });

  test('takes a member and its node away together', async () => {
    await using bigip = await withPartition();
    await done(bigip, [pool('p', { members: [{ name: '10.0.0.1:80', partition: 'T' }] })]);
    const transaction = await opened(bigip);
    await transaction.queue(['DELETE', 'ltm/pool/~T~p/members/~T~10.0.0.1:80'], ['DELETE', 'ltm/node/~T~10.0.0.1']);
    expect(await transaction.commit()).toMatchObject({ status: 200 });
    expect((await send(bigip, ['GET', 'ltm/node'])).body).not.toHaveProperty('items');
  });

  test('without commands has nothing to commit', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    const body = { code: 404, message: 'there is no command to commit in the transaction.', errorStack: [], apiError: 1 };
    expect(await transaction.commit()).toEqual({ status: 404, body });
  });

  test('that only validates changes nothing', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    await transaction.queue(pool('p'));
    expect(await transaction.commit({ validateOnly: true })).toMatchObject({
      status: 200,
      body: { state: 'COMPLETED', validateOnly: true },
    });
    expect((await send(bigip, ['GET', 'ltm/pool/~T~p'])).status).toBe(404);
  });

  test('ends silently after its time without activity', async () => {
    let now = Date.UTC(2026, 0, 1);
    await using bigip = await withPartition({ now: () => now });
    const transaction = await opened(bigip);
    now += 119_000;
    expect(await transaction.queue(pool('p'))).toMatchObject([{ status: 200 }]);
    now += 120_000;
    expect(await transaction.commit()).toMatchObject({ status: 404, body: { apiError: 1 } });
  });

  test('lets its commands be read, reordered and deleted', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    await transaction.queue(pool('a'), pool('b'), pool('c'));
    const commands = `transaction/${transaction.id}/commands`;
    await done(bigip, [
      ['PATCH', `${commands}/3`, { evalOrder: 1 }],
      ['DELETE', `${commands}/2`],
    ]);
    const listed = (await send(bigip, ['GET', commands])).body;
    expect(listed).toMatchObject({ items: [{ commandId: 3, evalOrder: 1 }, { commandId: 1 }] });
    expect(await send(bigip, ['GET', `${commands}/3/members/`])).toMatchObject({
      status: 400,
      body: { message: 'Found invalid command id 3/members.' },
    });
  });

  test('does not take its own management, or saving, as commands', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    const refused = (method: string) => ({
      status: 400,
      body: { message: `Transaction ${transaction.id} operation ${method} is not allowed to be added to transaction.` },
    });
    expect(await transaction.queue(['PATCH', `transaction/${transaction.id}`, { state: 'VALIDATING' }])).toMatchObject([refused('PATCH')]);
    expect(await transaction.queue(['POST', 'sys/config', { command: 'save' }])).toMatchObject([refused('POST')]);
  });

  test('that runs asynchronously is asked for until it is done', async () => {
    await using bigip = await withPartition();
    const transaction = await opened(bigip);
    await transaction.queue(pool('p'));
    expect(await transaction.commit({ asyncExecution: true })).toMatchObject({ status: 200, body: { state: 'VALIDATING' } });
    await expect.poll(async () => (await send(bigip, ['GET', `transaction/${transaction.id}`])).body).toMatchObject({ state: 'COMPLETED' });
  });
});
