/** The client over the wire: whom it believes, how it logs in and out, what broken exchanges, transactions and pages mean. */
import { VirtualBigIp } from '@berth/virtual-bigip';
import { expect, test as plain, vi } from 'vitest';
import {
  createPool,
  getPool,
  getVersion,
  listPools,
  lookAtCertificate,
  openSession,
  readAll,
  type Session,
  type Trust,
  transact,
  within,
} from './index.ts';

const test = plain.extend<{ bigip: VirtualBigIp }>({
  bigip: async ({ task: _task }, use) => {
    await using bigip = await VirtualBigIp.start();
    await use(bigip);
  },
});

const signal = new AbortController().signal;
const until = () => within(30_000, signal);
const settings = { description: '', monitor: '', loadBalancingMode: 'round-robin', minActiveMembers: 0, slowRampTime: 10 };
const newPool = (name: string) => createPool(`/Common/${name}`, settings, []);

async function open(bigip: VirtualBigIp, other: { readonly trust?: Trust; readonly password?: string } = {}): Promise<Session> {
  const account = { user: bigip.user, password: other.password ?? bigip.password };
  const trust = other.trust ?? { kind: 'ca', pem: bigip.ca };
  return await openSession({ unit: new URL(bigip.url).host, ...account, trust, requestTimeout: 30_000 }, signal);
}

/** How often it was asked, `METHOD path`. */
function asked(bigip: VirtualBigIp, start: string): number {
  return bigip.requests.since(0).filter(({ method, path }) => `${method} ${path}`.startsWith(start)).length;
}
const login = 'POST /mgmt/shared/authn/login';
const logout = 'DELETE /mgmt/shared/authz/tokens/';

test('logs in once, and deletes its token in the end', async ({ bigip }) => {
  {
    await using session = await open(bigip);
    expect(await session.read(getVersion(), until())).toBe(bigip.version);
    await session.send(newPool('web'), until());
  }
  expect([asked(bigip, login), asked(bigip, logout)]).toEqual([1, 1]);
  expect(bigip.requests.since(0).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test('a session that was closed meanwhile is told like a unit that is away', async ({ bigip }) => {
  const session = await open(bigip);
  await session[Symbol.asyncDispose]();
  await expect(session.read(getVersion(), until())).rejects.toMatchObject({ name: 'IControlError', kind: 'unreachable' });
  expect([asked(bigip, login), asked(bigip, logout)]).toEqual([1, 1]);
});

test('gets another token before the old one ends, which it then deletes', async ({ bigip }) => {
  await using session = await open(bigip);
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    vi.advanceTimersByTime(1_200_000 * 0.7);
    await session.read(getVersion(), until());
    await vi.waitFor(() => expect([asked(bigip, login), asked(bigip, logout)]).toEqual([2, 1]), { timeout: 30_000 });
    await session.read(getVersion(), until());
  } finally {
    vi.useRealTimers();
  }
  expect(asked(bigip, login)).toBe(2);
});

test('logs in again when its token has ended, and repeats what was refused for that', async ({ bigip }) => {
  await using session = await open(bigip);
  bigip.expireTokens();
  await session.send(newPool('web'), until());
  expect(await session.find(getPool('/Common/web'), until())).toMatchObject({ path: '/Common/web' });
});

test('a wrong password is told without it, and not tried again by itself', async ({ bigip }) => {
  await expect(open(bigip, { password: 'wrong one' })).rejects.toMatchObject({
    kind: 'unauthorized',
    message: expect.not.stringContaining('wrong one'),
  });
  expect(asked(bigip, login)).toBe(1);
});

test('believes the certificate that has the fingerprint', async ({ bigip }) => {
  await using session = await open(bigip, { trust: { kind: 'fingerprint', sha256: bigip.fingerprint } });
  expect(await session.read(getVersion(), until())).toBe(bigip.version);
});

test('sends nothing to whoever shows another certificate than the one expected', async ({ bigip }) => {
  await using other = await VirtualBigIp.start();
  const distrust: Trust[] = [{ kind: 'system' }, { kind: 'ca', pem: other.ca }, { kind: 'fingerprint', sha256: other.fingerprint }];
  const advice = `; berth trust ${new URL(bigip.url).host} shows the certificate, and what to configure`;
  for (const trust of distrust)
    await expect(open(bigip, { trust })).rejects.toMatchObject({ kind: 'untrusted', detail: expect.stringContaining(advice) });
  expect(bigip.requests.counters.requests).toBe(0);
});

test.for([
  { fault: 'busy', write: 'busy', read: 'busy' },
  { fault: 'unregistered', write: 'busy', read: 'busy' },
  { fault: 'restarting', write: 'busy', read: 'busy' },
  { fault: 'servlet-timeout', write: 'ambiguous', read: 'busy' },
  { fault: 'mcpd-lost', write: 'ambiguous', read: 'busy' },
  { fault: 'reset-before', write: 'ambiguous', read: 'unreachable' },
  { fault: 'reset-after', write: 'ambiguous', read: 'unreachable' },
] as const)('$fault: a write is $write, a read is $read', async ({ fault, write, read }, { bigip }) => {
  await using session = await open(bigip);
  using _fault = bigip.fault({ kind: fault });
  await expect(session.send(newPool('web'), until())).rejects.toMatchObject({ kind: write });
  await expect(session.find(getPool('/Common/web'), until())).rejects.toMatchObject({ kind: read });
});

test('past its deadline nothing is sent', async ({ bigip }) => {
  await using session = await open(bigip);
  const { requests } = bigip.requests.counters;
  await expect(session.send(newPool('web'), within(0, signal))).rejects.toMatchObject({ kind: 'unreachable' });
  expect(bigip.requests.counters.requests).toBe(requests);
});

test('a transaction is carried out whole, or not at all', async ({ bigip }) => {
  await using session = await open(bigip);
  await transact(session, [newPool('one'), newPool('two')], until());
  await expect(transact(session, [newPool('three'), newPool('two')], until())).rejects.toMatchObject({ kind: 'conflict' });
  const found = await readAll(session, listPools('Common'), until());
  expect([...found.keys()]).toEqual(['/Common/one', '/Common/two']);
});

test('a collection is read page by page, others left out', async ({ bigip }) => {
  await using session = await open(bigip);
  await session.send({ method: 'POST', path: '/mgmt/tm/auth/partition', body: { name: 'others' } }, until());
  await session.send(createPool('/others/p', settings, []), until());
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const name of names) await session.send(newPool(name), until());
  const found = await readAll(session, { ...listPools('Common'), pageSize: 3 }, until());
  expect([...found.keys()]).toEqual(names.map((name) => `/Common/${name}`));
  expect(asked(bigip, 'GET /mgmt/tm/ltm/pool')).toBeGreaterThan(2);
});

test("knows when the unit's certificate is believed no more", async ({ bigip }) => {
  const { hostname: host, port } = new URL(bigip.url);
  const looking = { host, port: Number(port), trust: { kind: 'ca', pem: bigip.ca }, timeout: 30_000 } as const;
  const { validUntil } = (await lookAtCertificate(looking, signal)).certificate;
  {
    await using session = await open(bigip);
    expect(session.certificateEnds).toBe(validUntil);
  }
  // One that is pinned is believed whatever its dates say.
  await using session = await open(bigip, { trust: { kind: 'fingerprint', sha256: bigip.fingerprint } });
  expect(session.certificateEnds).toBeUndefined();
});
