/** Virtual servers over the wire: those of services, and the HTTP one. */
import { DesiredVirtual } from '@berth/messages';
import { byHand, described } from '@berth/reconcile/testing';
import { expect } from 'vitest';
import { base, gone, service, www1, www2 } from './testing/documents.ts';
import { openDriver, test } from './testing/fixtures.ts';

const mail = { name: 'mail_192.0.2.10_25_tcp' };
const path = '/berth/mail_192.0.2.10_25_tcp';

test('a virtual server comes after its pool, changes by what differs, and goes before it', async ({ bigip, driver }) => {
  await driver.apply(base());
  const before = bigip.snapshot();
  expect(described(await driver.apply(service('mail', [www1], { virtuals: [mail] })))).toMatchObject([
    'create /berth/mail',
    'create /berth/mail 10.0.0.1:80',
    expect.anything(),
    expect.anything(),
    `create ${path}`,
  ]);
  expect(await driver.apply(service('mail', [www1], { virtuals: [mail] }))).toEqual([]);
  const requests = bigip.requests.counters.requests;
  const tls = { ...mail, clientProfiles: ['/Common/clientssl'], persistence: '/Common/source_addr', sourceAddressTranslation: 'none' };
  expect(described(await driver.apply(service('mail', [www1], { virtuals: [tls] })))).toEqual([`update ${path}`]);
  expect(bigip.requests.writesSince(requests).map(({ method, path: its }) => `${method} ${its}`)).toEqual([
    'PATCH /mgmt/tm/ltm/virtual/~berth~mail_192.0.2.10_25_tcp',
  ]);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(described(await driver.apply(service('mail', [www1], { virtuals: [mail] })))).toEqual([`update ${path}`]);
  const removed = described(await driver.apply(gone('mail')));
  expect(removed.indexOf(`delete ${path}`)).toBeLessThan(removed.indexOf('delete /berth/mail'));
  expect(bigip.snapshot()).toEqual(before);
});

test('everything that a template says is there and is taken back', async ({ bigip, driver }) => {
  await byHand(bigip, 'POST', '/net/vlan', { name: 'outside', partition: 'Common' });
  await byHand(bigip, 'POST', '/ltm/snatpool', { name: 'shop', partition: 'Common', members: ['192.0.2.77'] });
  await byHand(bigip, 'POST', '/ltm/rule', { name: 'log', partition: 'Common', apiAnonymous: 'when CLIENT_ACCEPTED { }' });
  await byHand(bigip, 'POST', '/ltm/policy', { name: 'waf', partition: 'Common', subPath: 'Drafts', strategy: '/Common/first-match' });
  await byHand(bigip, 'POST', '/ltm/policy', { command: 'publish', name: '/Common/Drafts/waf' });
  const full = {
    ...mail,
    profiles: ['/Common/tcp', '/Common/http'],
    clientProfiles: ['/Common/clientssl'],
    serverProfiles: ['/Common/serverssl'],
    rules: ['/Common/log', 'berth_http'],
    policies: ['/Common/waf'],
    vlans: ['/Common/outside'],
    persistence: '/Common/cookie',
    sourceAddressTranslation: '/Common/shop',
  };
  await driver.apply(base(), service('mail', [www1], { virtuals: [full] }));
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
  await driver.apply(service('mail', [www1], { virtuals: [mail] }));
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  for (const [kind, name] of [
    ['vlan', '/net/vlan/~Common~outside'],
    ['SNAT pool', '/ltm/snatpool/~Common~shop'],
    ['rule', '/ltm/rule/~Common~log'],
  ] as const)
    await expect(byHand(bigip, 'DELETE', name), kind).resolves.toBeUndefined();
});

test('UDP, IPv6, and a place that another service gives up in the same breath', async ({ driver }) => {
  const dns = { name: 'dns_2001-db8--a_53_udp', address: '2001:db8::a%0', port: 53, protocol: 'udp', profiles: ['/Common/udp'] } as const;
  await driver.apply(base(), service('dns', [www1], { virtuals: [dns] }), service('mail', [www1], { virtuals: [mail] }));
  expect(driver.quarantine.exceptions()).toEqual([]);
  const taken = { ...mail, name: 'post_192.0.2.10_25_tcp' };
  expect(described(await driver.apply(service('post', [www1], { virtuals: [taken] }), service('mail', [www1])))).toContain(
    'create /berth/post_192.0.2.10_25_tcp',
  );
  expect(driver.quarantine.exceptions()).toEqual([]);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
});

test('a place is waited for until whoever has it gives it up', async ({ driver }) => {
  await driver.apply(base(), service('mail', [www1], { virtuals: [mail] }));
  const taken = { ...mail, name: 'post_192.0.2.10_25_tcp' };
  await driver.apply(service('post', [www2], { virtuals: [taken] }));
  expect(driver.quarantine.exceptions()).toEqual([]);
  expect(driver.resources.exceptions()).toMatchObject([
    { kind: 'held', object: '/berth/post_192.0.2.10_25_tcp', service: 'post', reason: `waits until ${path} has gone` },
  ]);
  expect(described(await driver.apply(service('mail', [www1])))).toEqual([`delete ${path}`, 'create /berth/post_192.0.2.10_25_tcp']);
  expect(driver.resources.exceptions()).toEqual([]);
});

test('a place goes from a service to the HTTP virtual server and back without a refusal', async ({ driver }) => {
  const http = DesiredVirtual.parse({
    name: 'berth_http',
    address: '192.0.2.10%0',
    port: 25,
    profiles: ['/Common/tcp', '/Common/http'],
    rules: ['berth_http'],
    sourceAddressTranslation: 'automap',
  });
  await driver.apply(base(), service('mail', [www1], { virtuals: [mail] }));
  expect(described(await driver.apply(base({ virtuals: [http] }), service('mail', [www1])))).toEqual([
    `delete ${path}`,
    'create /berth/berth_http',
  ]);
  expect(described(await driver.apply(base(), service('mail', [www1], { virtuals: [mail] })))).toEqual([
    'delete /berth/berth_http',
    `create ${path}`,
  ]);
  expect(driver.quarantine.exceptions()).toEqual([]);
});

test("an operator's virtual server with that destination or that name stays as it is, and is told", async ({ bigip, driver }) => {
  const theirs = { partition: 'Common', ipProtocol: 'tcp', profiles: [{ name: '/Common/tcp' }] };
  await byHand(bigip, 'POST', '/ltm/virtual', { ...theirs, name: 'mail', destination: '192.0.2.10:25' });
  await driver.apply(base());
  await byHand(bigip, 'POST', '/ltm/virtual', {
    ...theirs,
    name: 'web_192.0.2.11_80_tcp',
    partition: 'berth',
    destination: '192.0.2.99:80',
  });
  const before = bigip.snapshot()['ltm/virtual'];
  await driver.read('again');
  await driver.apply(
    service('mail', [www1], { virtuals: [mail] }),
    service('web', [www1], { virtuals: [{ name: 'web_192.0.2.11_80_tcp', port: 80 }] }),
  );
  expect(driver.quarantine.exceptions()).toMatchObject([
    {
      kind: 'refused',
      object: path,
      service: 'mail',
      reason: expect.stringMatching(/^01070333:3: .* illegally shares destination address.* with Virtual Server \/Common\/mail\./),
    },
  ]);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'conflicting', object: '/berth/web_192.0.2.11_80_tcp', service: 'web' }]);
  expect(bigip.snapshot()['ltm/virtual']).toEqual(before);
  expect(driver.resources.owned()).toMatchObject({ pools: 2, members: 2 });
});

test('is kept while an engine is unknown, repaired when changed by hand, and an orphan without its document', async ({ bigip, driver }) => {
  await driver.apply(base(), service('mail', [www1], { virtuals: [mail] }));
  expect(described(await driver.apply(service('mail', [www1], { partial: ['docker2'] })))).toEqual([]);
  await driver.apply(service('mail', [www1], { virtuals: [mail] }));
  await byHand(bigip, 'PATCH', '/ltm/virtual/~berth~mail_192.0.2.10_25_tcp', { pool: 'none', vlansEnabled: true });
  await driver.read('again');
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'drifted', object: path }]);
  expect(described(await driver.settle())).toEqual([`update ${path}`]);
  await using restarted = await openDriver(bigip);
  expect(await restarted.apply(base(), service('mail', [www1], { virtuals: [mail] }))).toEqual([]);
  await restarted.lose('mail', 'none');
  expect(restarted.resources.exceptions()).toMatchObject([{ kind: 'orphaned', object: '/berth/mail' }]);
  for (const part of restarted.resources.judgeOrphans('remove')) restarted.queue.postpone(part);
  const removed = described(await restarted.settle());
  expect(removed.indexOf(`delete ${path}`)).toBeLessThan(removed.indexOf('delete /berth/mail'));
});

test('the HTTP virtual server has a profile of its own, also where it was made without one', async ({ bigip, driver }) => {
  const http = (profile: string) =>
    DesiredVirtual.parse({
      name: 'berth_http',
      address: '192.0.2.80%0',
      port: 80,
      profiles: ['/Common/tcp', profile],
      rules: ['berth_http'],
      sourceAddressTranslation: 'automap',
    });
  await driver.apply(base({ virtuals: [http('/Common/http')] }));
  const before = bigip.snapshot();
  const profiled = base({
    httpProfiles: [{ name: 'berth_http', insertXforwardedFor: 'enabled' }],
    virtuals: [http('/berth/berth_http')],
  });
  expect(described(await driver.apply(profiled))).toEqual(['create /berth/berth_http', 'update /berth/berth_http']);
  expect(await driver.apply(profiled)).toEqual([]);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
  await driver.apply(base({ virtuals: [http('/Common/http')] }));
  expect(bigip.snapshot()).toEqual(before);
});
