/** Wide IPs as clients of a DNS listener see them. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode } from 'dns-packet';
import { expect, onTestFinished, test } from 'vitest';
import { connected, framed, overTcp, overUdp, query, received, told } from '../data-plane/dns/dns-client.ts';
import { configure, freePort, virtual } from '../data-plane/traffic-laboratory.ts';
import { asked, gtmPool, listening, members, wideIp } from './wide-ip-laboratory.ts';

test('a wide IP is answered over UDP and TCP with the TTL of its pool, and its name as it was asked', async () => {
  const { port } = await listening(gtmPool({ loadBalancingMode: 'global-availability' }), wideIp());
  for (const bytes of [await overUdp(port, query('WWW.example.com')), ...(await overTcp(port, query('WWW.example.com')))]) {
    expect(told(bytes)).toBe('NOERROR aa rd: A 192.0.2.1');
    expect(decode(bytes).answers).toMatchObject([{ name: 'WWW.example.com', ttl: 7 }]);
  }
});

test.for([
  { mode: 'round-robin', more: {}, answers: '1 2 3 1 2 3' },
  { mode: 'global-availability', more: {}, answers: '1 1 1 1 1 1' },
  { mode: 'topology', more: {}, answers: '1 2 3 1 2 3' },
  {
    mode: 'static-persistence',
    more: { members: members({ enabled: true }, { disabled: true }, { disabled: true }) },
    answers: '1 1 1 1 1 1',
  },
  { mode: 'ratio', more: { members: members({ ratio: 2 }, { ratio: 0 }, { ratio: 1 }) }, answers: /^(?=(?:.*1){4})(?=(?:.*3){2})[13 ]+$/ },
  { mode: 'global-availability', more: { maxAnswersReturned: 2 }, answers: '1, 2 1, 2 1, 2 1, 2 1, 2 1, 2' },
  {
    mode: 'global-availability',
    more: { members: members({ memberOrder: 2 }, { memberOrder: 1 }, { memberOrder: 0 }) },
    answers: '3 3 3 3 3 3',
  },
])('members by $mode with $more', async ({ mode, more, answers }) => {
  const unit = await listening(gtmPool({ loadBalancingMode: mode, ...more }), wideIp());
  const said = await asked(unit, 6);
  if (typeof answers === 'string') expect(said).toBe(answers);
  else expect(said).toMatch(answers);
});

test('static persistence always tells a client the same', async () => {
  const unit = await listening(gtmPool({ loadBalancingMode: 'static-persistence' }), wideIp());
  expect(new Set((await asked(unit, 6)).split(' ')).size).toBe(1);
});

const none = { members: [] };
test.for<{ readonly when: string; readonly pool: object; readonly wideIp?: object; readonly answer: string }>([
  { when: 'nothing is said', pool: none, answer: 'NOERROR aa rd' },
  {
    when: 'the fallback is an address',
    pool: { ...none, fallbackMode: 'fallback-ip', fallbackIp: '192.0.2.9' },
    answer: 'NOERROR aa rd: A 192.0.2.9',
  },
  {
    when: 'the alternate mode is an address',
    pool: { ...none, alternateMode: 'fallback-ip', fallbackIp: '192.0.2.9' },
    answer: 'NOERROR aa rd: A 192.0.2.9',
  },
  {
    when: 'failures have a code',
    pool: none,
    wideIp: { failureRcodeResponse: 'enabled', failureRcode: 'nxdomain' },
    answer: 'NXDOMAIN aa rd',
  },
  {
    when: 'failures have a code and a time',
    pool: none,
    wideIp: { failureRcodeResponse: 'enabled', failureRcode: 'nxdomain', failureRcodeTtl: 30 },
    answer: 'NXDOMAIN aa rd; SOA',
  },
  { when: 'the code is not to be used', pool: none, wideIp: { failureRcode: 'nxdomain' }, answer: 'NOERROR aa rd' },
  {
    when: 'the pool is disabled',
    pool: { disabled: true },
    wideIp: { failureRcodeResponse: 'enabled', failureRcode: 'servfail' },
    answer: 'SERVFAIL aa rd',
  },
  { when: 'the wide IP is disabled', pool: {}, wideIp: { disabled: true }, answer: 'REFUSED rd' },
])('without a member when $when: $answer', async ({ pool: ofPool, wideIp: ofWideIp = {}, answer }) => {
  const { ask } = await listening(gtmPool(ofPool), wideIp(ofWideIp));
  expect(await ask('www.example.com')).toBe(answer);
});

test('a fallback does not ask how members are, and one that drops answers nothing', async () => {
  const port = await freePort();
  const unit = await listening(
    virtual(port, { disabled: true }),
    ['PATCH', 'gtm/server/s/virtual-servers/vs1', { destination: `127.0.0.1:${port}` }],
    gtmPool({ members: [{ name: 's:vs1' }], fallbackMode: 'global-availability' }),
    gtmPool({ members: [{ name: 's:vs1' }], fallbackMode: 'drop-packet' }, 'drops'),
    wideIp(),
    ['POST', 'gtm/wideip/a', { name: 'dropped.example.com', pools: [{ name: 'drops' }] }],
  );
  expect(await unit.ask('www.example.com')).toBe('NOERROR aa rd: A 127.0.0.1');
  const socket = await connected(unit.port);
  const first = received(socket, 1);
  socket.write(Buffer.concat(['dropped.example.com', 'www.example.com'].map((name) => framed(query(name)))));
  expect((await first).map(told)).toEqual(['NOERROR aa rd: A 127.0.0.1']);
});

test.for([
  { mode: 'round-robin', answers: '1 2 1 2 1 2' },
  { mode: 'global-availability', answers: '1 1 1 1 1 1' },
  { mode: 'ratio', answers: /^(?=(?:.*1){4})(?=(?:.*2){2})[12 ]+$/ },
])('pools by $mode', async ({ mode, answers }) => {
  const only = (name: string) => ({ members: [{ name }] });
  const pools = [
    { name: 'p', order: 0, ratio: 2 },
    { name: 'q', order: 1, ratio: 1 },
    { name: 'empty', order: 2, ratio: 5 },
  ];
  const unit = await listening(
    gtmPool(only('s:vs1')),
    gtmPool(only('s:vs2'), 'q'),
    gtmPool(none, 'empty'),
    wideIp({ poolLbMode: mode, pools: mode === 'ratio' ? pools.slice(0, 2) : pools }),
  );
  const said = await asked(unit, 6);
  if (typeof answers === 'string') expect(said).toBe(answers);
  else expect(said).toMatch(answers);
});

test('the pool of last resort answers when no other does', async () => {
  const unit = await listening(
    gtmPool(none),
    gtmPool({ members: [{ name: 's:vs3' }] }, 'last'),
    wideIp({ lastResortPool: 'a /Common/last' }),
  );
  expect(await asked(unit, 2)).toBe('3 3');
});

test('a client stays with its answer when the wide IP says so, as long as the member is there', async () => {
  const unit = await listening(gtmPool(), wideIp({ persistence: 'enabled' }));
  expect(await asked(unit, 3)).toBe('1 1 1');
  await configure(unit.bigip, ['PATCH', 'gtm/pool/a/p/members/~Common~s:vs1', { disabled: true }]);
  const [first, ...others] = (await asked(unit, 3)).split(' ');
  expect(first).not.toBe('1');
  expect(others).toEqual([first, first]);
});

test('aliases and patterns are answered, the closest one first', async () => {
  const unit = await listening(
    gtmPool({ members: [{ name: 's:vs1' }] }),
    gtmPool({ members: [{ name: 's:vs2' }] }, 'q'),
    wideIp({ aliases: ['web.example.org'] }),
    ['POST', 'gtm/wideip/a', { name: '\\*.example.com', pools: [{ name: 'q' }], aliases: ['node-?.example.org'] }],
  );
  const names = ['www.example.com', 'web.example.org', 'a.b.example.com', 'node-7.example.org'];
  const answers = [];
  for (const name of names) answers.push(await asked(unit, 1, name));
  expect(answers).toEqual(['1', '1', '2', '2']);
  expect(await unit.ask('node-77.example.org')).toBe('REFUSED rd');
  expect(await unit.ask('example.com')).toBe('REFUSED rd');
});

test('every type of record is answered, and a type that the name has not with nothing', async () => {
  const { ask } = await listening(
    gtmPool({ members: [{ name: 's:vs1' }] }),
    wideIp(),
    ['POST', 'gtm/server/s/virtual-servers', { name: 'six', destination: '2001:db8::1.80' }],
    ['POST', 'gtm/pool/aaaa', { name: 'p', members: [{ name: 's:six' }] }],
    ['POST', 'gtm/wideip/aaaa', { name: 'six.example.com', pools: [{ name: 'p' }] }],
    ['POST', 'gtm/pool/cname', { name: 'p', members: [{ name: 'www.example.com' }] }],
    ['POST', 'gtm/wideip/a', { name: 'alias.example.com', poolsCname: [{ name: 'p' }] }],
    ['POST', 'gtm/wideip/cname', { name: 'alias.example.org', pools: [{ name: 'p' }] }],
    ['POST', 'gtm/pool/mx', { name: 'p', members: [{ name: 'mail.example.com', priority: 5 }] }],
    ['POST', 'gtm/wideip/mx', { name: 'example.com', pools: [{ name: 'p' }] }],
    ['POST', 'gtm/pool/srv', { name: 'p', members: [{ name: 'www.example.com', port: 443, priority: 1, weight: 2 }] }],
    ['POST', 'gtm/wideip/srv', { name: '_https._tcp.example.com', pools: [{ name: 'p' }] }],
    ['POST', 'gtm/pool/naptr', { name: 'p', members: [{ name: '_sip._udp.example.com', flags: 's', service: 'SIP+D2U' }] }],
    ['POST', 'gtm/wideip/naptr', { name: 'example.com', pools: [{ name: 'p' }] }],
  );
  expect(await ask('six.example.com', 'AAAA')).toBe('NOERROR aa rd: AAAA 2001:db8::1');
  expect(await ask('alias.example.com')).toBe('NOERROR aa rd: A 192.0.2.1, CNAME www.example.com');
  expect(await ask('alias.example.org', 'CNAME')).toBe('NOERROR aa rd: CNAME www.example.com');
  expect(await ask('example.com', 'MX')).toBe('NOERROR aa rd: MX 5 mail.example.com');
  expect(await ask('_https._tcp.example.com', 'SRV')).toBe('NOERROR aa rd: SRV 1 2 443 www.example.com');
  expect(await ask('example.com', 'NAPTR')).toBe('NOERROR aa rd: NAPTR 10 10 s SIP+D2U  _sip._udp.example.com');
  expect(await ask('www.example.com', 'AAAA')).toBe('NOERROR aa rd');
  expect(await ask('www.example.com', 'TXT')).toBe('NOERROR aa rd');
  expect(await ask('other.example.com')).toBe('REFUSED rd');
});

test('a rule goes before a wide IP, and without GTM there are no wide IPs', async () => {
  const source =
    'when DNS_REQUEST { if { [DNS::question name] eq "www.example.com" } { DNS::answer insert "www.example.com. 1 IN A 192.0.2.77"; DNS::return } }';
  const unit = await listening(
    gtmPool(),
    wideIp({ aliases: ['web.example.com'] }),
    ['POST', 'ltm/rule', { name: 'r', apiAnonymous: source }],
    ['PATCH', 'gtm/listener/udp', { rules: ['r'] }],
  );
  expect(await asked(unit, 2)).toBe('NOERROR rd: 77 NOERROR rd: 77');
  expect(await asked(unit, 1, 'web.example.com')).toBe('1');
  await configure(unit.bigip, ['PATCH', 'sys/provision/gtm', { level: 'none' }]);
  expect(await unit.ask('web.example.com')).toBe('REFUSED rd');
});

test('what no wide IP answers goes to the pool behind: other names, and other types of a name', async () => {
  const behind = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => void behind.close());
  await once(behind, 'listening');
  behind.on('message', (bytes, from) => {
    const { id, questions } = decode(bytes);
    behind.send(encode({ type: 'response', ...(id && { id }), ...(questions && { questions }), flags: 3 }), from.port, from.address);
  });
  const { ask } = await listening(
    gtmPool({ loadBalancingMode: 'global-availability' }),
    wideIp(),
    ['POST', 'ltm/pool', { name: 'behind', members: [`127.0.0.1:${behind.address().port}`] }],
    ['PATCH', 'gtm/listener/udp', { pool: '/Common/behind' }],
  );
  expect(await ask('www.example.com')).toBe('NOERROR aa rd: A 192.0.2.1');
  expect(await ask('www.example.com', 'AAAA')).toBe('NXDOMAIN');
  expect(await ask('other.example.com')).toBe('NXDOMAIN');
});
