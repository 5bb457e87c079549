import type { EngineName } from '@berth/messages';
import { expect, test } from 'vitest';
import { type EngineContext, readContainer } from './endpoints.ts';
import { container, networks, site } from './testing/sample-site.ts';

const subnets = ['0.0.0.0/0', '::/0'];
const label = (more: Record<string, string>) => ({ labels: more });

function read(given: Partial<Parameters<typeof container>[0]>, context: Partial<EngineContext> = {}) {
  const { zones } = site();
  return readContainer(container({ name: 'www-1', ...given }), {
    name: 'docker1' as EngineName,
    allow: { services: ['*'], hosts: [], virtuals: [], monitors: [], templates: [], subnets },
    around: {
      engineAddress: '192.0.2.11',
      networks,
      subnets,
      routed: () => undefined,
      container: () => undefined,
      direct: () => 'unknown',
    },
    expose: 'convention',
    zones,
    instances: 'on',
    dns: 'off',
    ...context,
  });
}

test.for<{ when: string; given: Parameters<typeof read>[0]; context?: Partial<EngineContext>; serves: string[] }>([
  { when: 'it follows the convention', given: {}, serves: ['www 172.17.0.2 80'] },
  { when: 'it does not expose port 80', given: { ports: [{ port: 5432 }] }, serves: [] },
  { when: 'it exposes UDP port 80', given: { ports: [{ port: 80, protocol: 'udp' }] }, serves: [] },
  { when: 'its name has no number', given: { name: 'www' }, serves: [] },
  {
    when: 'it is enabled, and its name has no number',
    given: { name: 'www', ...label({ 'berth.enable': 'true' }) },
    serves: ['www 172.17.0.2 80'],
  },
  {
    when: 'it is enabled, and exposes one other port',
    given: { ...label({ 'berth.enable': 'true' }), ports: [{ port: 5432 }] },
    serves: ['www 172.17.0.2 5432'],
  },
  { when: 'labels are needed and it has none', given: {}, context: { expose: 'labelled' }, serves: [] },
  {
    when: 'labels are needed and it has one',
    given: label({ 'berth.port': '81' }),
    context: { expose: 'labelled' },
    serves: ['www 172.17.0.2 81'],
  },
  {
    when: 'labels are needed and its only one is unknown',
    given: label({ 'berth.prot': '81' }),
    context: { expose: 'labelled' },
    serves: [],
  },
  { when: 'it is disabled', given: label({ 'berth.enable': 'false', 'berth.port': '80' }), serves: [] },
  { when: 'enable says neither', given: label({ 'berth.enable': 'yes' }), serves: [] },
  { when: 'it exited', given: { state: 'exited', ...label({ 'berth.prot': '1' }) }, serves: [] },
  {
    when: 'Compose runs it once',
    given: label({ 'berth.service': 'shop', 'com.docker.compose.oneoff': 'True' }),
    serves: [],
  },
  { when: 'a label names the service', given: label({ 'berth.service': 'shop' }), serves: ['shop 172.17.0.2 80'] },
  {
    when: 'it has two services',
    given: label({ 'berth.service.api.port': '8080', 'berth.service.admin.port': '9000' }),
    serves: ['admin 172.17.0.2 9000', 'api 172.17.0.2 8080'],
  },
  {
    when: 'one of two services is wrong',
    given: label({ 'berth.service.api.port': '8080', 'berth.service.admin.port': 'x' }),
    serves: ['api 172.17.0.2 8080'],
  },
  { when: 'its name is no label', given: { name: 'Www-1' }, serves: [] },
  {
    when: 'its engine may serve it',
    given: {},
    context: { allow: { services: ['w*'], hosts: [], virtuals: [], monitors: [], templates: [], subnets } },
    serves: ['www 172.17.0.2 80'],
  },
  {
    when: 'its engine may not serve it',
    given: {},
    context: { allow: { services: ['a*'], hosts: [], virtuals: [], monitors: [], templates: [], subnets } },
    serves: [],
  },
])('reads what a container serves when $when', ({ given, context, serves }) => {
  const { endpoints } = read(given, context);
  expect(endpoints.map(({ service, address, port }) => `${service} ${address} ${port}`)).toEqual(serves);
});

test.for<{ when: string; given: Parameters<typeof read>[0]; context?: Partial<EngineContext>; says: string }>([
  { when: 'a label is misspelt', given: label({ 'berth.prot': '80' }), says: 'container www-1: the label berth.prot is unknown' },
  { when: 'no port is exposed', given: { ports: [], ...label({ 'berth.enable': 'true' }) }, says: 'container www-1: exposes no TCP port' },
  {
    when: 'two ports could be meant',
    given: { ports: [{ port: 81 }, { port: 82 }], ...label({ 'berth.enable': 'true' }) },
    says: 'container www-1: exposes the TCP ports 81, 82',
  },
  { when: 'its name is no label', given: { name: 'Www-1' }, says: 'container Www-1: "Www" can\'t be a service\'s name' },
  {
    when: 'its engine may not serve it',
    given: {},
    context: { allow: { services: [], hosts: [], virtuals: [], monitors: [], templates: [], subnets } },
    says: 'container www-1: its engine may not serve www',
  },
  {
    when: 'its engine may not serve the host',
    given: label({ 'berth.host': 'www.example.org' }),
    says: 'container www-1: its engine may not serve the host www.example.org',
  },
  {
    when: 'its engine may not use the monitor',
    given: label({ 'berth.monitor': '/Common/mine' }),
    says: 'container www-1: its engine may not use the monitor /Common/mine',
  },
  {
    when: 'a host is none',
    given: label({ 'berth.host': 'WWW.apps.example.com' }),
    says: 'container www-1: "WWW.apps.example.com" can\'t be a host name',
  },
  {
    when: 'its name in the zone is too long',
    given: { name: `${'w'.repeat(62)}-10` },
    says: `container ${'w'.repeat(62)}-10: "${'w'.repeat(62)}-10.apps`,
  },
  {
    when: 'one service is labelled twice',
    given: label({ 'berth.service': 'api', 'berth.service.api.port': '81' }),
    says: 'container www-1: has two sets of labels for the service api',
  },
  {
    when: 'a host would be below the name of another engine',
    given: label({ 'berth.host': 'www-1.docker2.docker.example.com' }),
    context: { allow: { services: ['www*'], hosts: [], virtuals: [], monitors: [], templates: [], subnets } },
    says: 'container www-1: its engine may not serve the host www-1.docker2.docker.example.com',
  },
  {
    when: 'its engine may not have its address',
    given: {},
    context: {
      around: {
        engineAddress: '192.0.2.11',
        networks,
        subnets: ['172.20.0.0/16'],
        routed: () => undefined,
        container: () => undefined,
        direct: () => 'unknown',
      },
    },
    says: 'container www-1: has no address that can be used: 172.17.0.2 in bridge (its engine may not have addresses there (allow.subnets))',
  },
  {
    when: 'it has more labels than are read',
    given: { labels: Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`berth.${index}`, ''])) },
    says: 'container www-1: has 501 labels of Berth, and at most 500 are read',
  },
  {
    when: 'it has more services than are read',
    given: { labels: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`berth.service.a${index}.port`, '80'])) },
    says: 'container www-1: has 51 services, and at most 50 are read',
  },
  {
    when: 'a label names more hosts than are read',
    given: label({ 'berth.host': Array.from({ length: 101 }, (_, index) => `a${index}.example.org`).join(' ') }),
    says: 'container www-1: the label berth.host has the value "a0.example.org a1',
  },
  {
    when: 'a monitor is more than a path',
    given: label({ 'berth.monitor': '/Common/{x}' }),
    says: 'container www-1: the label berth.monitor has the value "/Common/{x}", which is not one of',
  },
])('tells the problem when $when', ({ given, context, says }) => {
  const { problems } = read(given, context);
  expect(problems.map(({ what }) => what.slice(0, says.length))).toContain(says);
});

test('wants names in every zone, for the service and for itself, and the hosts that it may ask for', () => {
  const allow = { services: ['www', 'shop'], hosts: ['*.example.org'], virtuals: [], monitors: [], templates: [], subnets };
  const hosts = 'www.example.org, shop.apps.example.com, other.apps.example.com, example.net';
  const { endpoints, problems } = read(label({ 'berth.host': hosts }), { allow });
  expect(endpoints[0]?.claims.map(({ kind, host }) => `${kind} ${host}`)).toEqual([
    'member www-1.apps.example.com',
    'pool www.apps.example.com',
    'member www-1.docker.example.com',
    'pool www.docker.example.com',
    'pool www.example.org',
    'pool shop.apps.example.com',
  ]);
  expect(problems.map(({ subject }) => subject.replace(/^container-\w+-/, ''))).toEqual([
    'host-other.apps.example.com',
    'host-example.net',
  ]);
});
