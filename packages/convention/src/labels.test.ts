import { expect, test } from 'vitest';
import { readLabels } from './labels.ts';

test.for([
  { when: 'there are none', given: { foo: 'bar' }, enable: 'unsaid', asks: false },
  { when: 'it is enabled', given: { 'berth.enable': 'true' }, enable: 'on', asks: true },
  { when: 'it is disabled', given: { 'berth.enable': 'false' }, enable: 'off', asks: false },
  { when: 'enable says neither', given: { 'berth.enable': 'yes' }, enable: 'refused', asks: false },
  { when: 'another label is there', given: { 'berth.port': '81' }, enable: 'unsaid', asks: true },
  { when: 'only an unknown label is there', given: { 'berth.prot': '81' }, enable: 'unsaid', asks: false },
])('sees whether a container is to be served when $when', ({ given, enable, asks }) => {
  expect(readLabels(given)).toMatchObject({ enable, asks });
});

test('reads every label of one service', () => {
  const { sets, problems } = readLabels({
    'berth.service': 'shop',
    'berth.port': '8080',
    'berth.network': 'front',
    'berth.address': 'container',
    'berth.host': 'shop.example.org, www.example.org',
    'berth.monitor': '/Common/mine',
    'berth.lb-method': 'least-connections-member',
    'berth.ratio': '3',
    'berth.priority': '10',
    'berth.connection-limit': '100',
    'berth.slow-ramp': '0',
    'berth.min-available': '2',
  });
  expect(problems).toEqual([]);
  expect(sets).toEqual([
    {
      prefix: 'berth.',
      service: 'shop',
      refused: [],
      labels: {
        port: 8080,
        network: 'front',
        address: 'container',
        host: ['shop.example.org', 'www.example.org'],
        monitor: '/Common/mine',
        'lb-method': 'least-connections-member',
        ratio: 3,
        priority: 10,
        'connection-limit': 100,
        'slow-ramp': 0,
        'min-available': 2,
      },
    },
  ]);
});

test('reads one set per service', () => {
  const { sets, problems } = readLabels({
    'berth.service.api.port': '8080',
    'berth.service.admin.port': '9000',
    'berth.service.admin.monitor': 'none',
  });
  expect(problems).toEqual([]);
  expect(sets).toEqual([
    { prefix: 'berth.service.admin.', service: 'admin', labels: { port: 9000, monitor: 'none' }, refused: [] },
    { prefix: 'berth.service.api.', service: 'api', labels: { port: 8080 }, refused: [] },
  ]);
});

test.for([
  { label: 'berth.prot', value: '80', hint: 'write berth.port' },
  { label: 'berth.enabled', value: 'true', hint: 'write berth.enable' },
  { label: 'berth.service.api.prot', value: '80', hint: 'write berth.service.api.port' },
  { label: 'berth.service.api', value: '80', hint: 'write berth.service' },
  { label: 'berth.port.tcp', value: '80', hint: 'berth.port' },
  { label: 'berth.virtual', value: '192.0.2.1', hint: 'ADDRESS:PORT' },
  { label: 'berth.virtual', value: '192.0.2.1:53/udp, 224.0.0.1:53', hint: 'ADDRESS:PORT' },
  { label: 'berth.', value: '', hint: 'take it off' },
  { label: 'berth.enable', value: 'True', hint: 'write berth.enable=true' },
  { label: 'berth.port', value: '0', hint: 'a whole number from 1 to 65535' },
  { label: 'berth.port', value: '80/tcp', hint: 'a whole number' },
  { label: 'berth.ratio', value: '1.5', hint: 'from 1 to 100' },
  { label: 'berth.address', value: 'publish', hint: 'write berth.address=published' },
  { label: 'berth.lb-method', value: 'least-connection-member', hint: 'write berth.lb-method=least-connections-member' },
  { label: 'berth.monitor', value: 'htpp', hint: 'write berth.monitor=http' },
  { label: 'berth.host', value: ' ', hint: 'host names' },
])('$label=$value is a problem, and the hint says $hint', ({ label, value, hint }) => {
  const { problems } = readLabels({ [label]: value });
  expect(problems).toMatchObject([{ label }]);
  expect(problems[0]?.hint).toContain(hint);
});

test('a label of no service among several is a problem', () => {
  const { problems, sets } = readLabels({ 'berth.port': '80', 'berth.service.api.port': '8080' });
  expect(problems).toMatchObject([{ label: 'berth.port', hint: expect.stringContaining('berth.service.api.port') }]);
  expect(sets.map(({ service }) => service)).toEqual(['api']);
});
