import { expect, test } from 'vitest';
import { applierConfig, ConfigurationError, collectorConfig, parseInstallation, plannerConfig } from './index.ts';

const valid = `
installation: shop-east
zones: { public: [apps.example.com], internal: [docker.example.com] }
sites:
  east:
    engines:
      docker1: { url: "unix:///var/run/docker.sock", address: 192.0.2.11 }
    bigips:
      edge:
        units: [bigip-a.example.com]
        user: berth
        passwordFile: /run/secrets/bigip-password
        http: { mode: own, virtual: "198.51.100.10:80" }
`;

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

test('fills in every default', () => {
  const { installation } = parseInstallation('berth.yaml', valid);
  expect(installation.leases).toEqual({ ttl: 10_000, renew: 2000, timeout: 1000, margin: 2000, retry: 500 });
  expect(plannerConfig(installation).timing.linger).toBe(900_000);
  expect(collectorConfig(installation).engines).toMatchObject([{ name: 'docker1', site: 'east', allow: { services: ['*'], hosts: [] } }]);
  expect(applierConfig(installation).bigips).toMatchObject([
    { name: 'edge', partition: 'berth', shards: 16, monitor: 'tcp', http: { unknown: 'not-found' } },
  ]);
});

test.for([
  {
    when: 'a field is unknown',
    change: ['installation:', 'instalation: x\ninstallation:'],
    says: /instalation.*; did you mean installation\?/,
  },
  { when: 'a field of a BIG-IP is unknown', change: ['http:', 'htpp:'], says: /sites\.east\.bigips\.edge: .*htpp.*; did you mean http\?/ },
  {
    when: 'a value is misspelt',
    change: ['mode: own', 'mode: onw'],
    says: /http\.mode: .*'attach' \| 'own' \(is "onw"\); did you mean own\?/,
  },
  {
    when: 'a choice is misspelt',
    change: ['installation:', 'expose: labeled\ninstallation:'],
    says: /expose: .*"labeled".*; did you mean labelled\?/,
  },
  {
    when: 'a zone is both public and internal',
    change: ['docker.example.com', 'apps.example.com'],
    says: /zones\.internal: apps\.example\.com is also/,
  },
  {
    when: 'an address is none',
    change: ['192.0.2.11', '192.0.2.999'],
    says: /sites\.east\.engines\.docker1\.address: expected an IPv4 or IPv6 address.*192\.0\.2\.999/,
  },
  { when: 'an engine name is no label', change: ['docker1', 'Docker_1'], says: /Docker_1/ },
  { when: 'the virtual has no port', change: ['198.51.100.10:80', '198.51.100.10'], says: /http\.virtual: ADDRESS:PORT/ },
  { when: 'the address of the virtual is none', change: ['198.51.100.10:80', '198.51.100.300:80'], says: /http\.virtual: ADDRESS:PORT/ },
  { when: 'the port of the virtual is none', change: ['198.51.100.10:80', '198.51.100.10:66000'], says: /http\.virtual: ADDRESS:PORT/ },
  { when: 'the IPv6 address of the virtual is none', change: ['198.51.100.10:80', '[1::2::3]:80'], says: /http\.virtual: ADDRESS:PORT/ },
  {
    when: 'a unit is an IPv6 address without brackets',
    change: ['bigip-a.example.com', '"2001:db8::1"'],
    says: /units\.0: HOST or HOST:PORT/,
  },
  { when: 'a unit is a URL', change: ['bigip-a.example.com', '"https://bigip-a"'], says: /units\.0: HOST or HOST:PORT/ },
  {
    when: 'two BIG-IPs are the same unit',
    change: ['    bigips:', '    bigips:\n      other: { units: ["BIGIP-a.example.com:443"], user: berth, passwordFile: /p }'],
    says: /edge\.units\.0: this unit's partition berth is already that of other/,
  },
  {
    when: 'there are more fingerprints than units',
    change: ['user: berth', `user: berth\n        fingerprints: ["${fingerprint}", "${fingerprint}"]`],
    says: /edge\.fingerprints: there are more of them \(2\) than units \(1\)/,
  },
  {
    when: 'the virtual has a template that is not there',
    change: ['"198.51.100.10:80" }', '"198.51.100.10:80", template: tls }\ntemplates: { dns: { protocol: udp } }'],
    says: /edge\.http\.template: templates has no tls for TCP; it has: dns/,
  },
  {
    when: 'the template of the virtual is for UDP',
    change: ['"198.51.100.10:80" }', '"198.51.100.10:80", template: dns }\ntemplates: { dns: { protocol: udp } }'],
    says: /edge\.http\.template: templates has no dns for TCP/,
  },
  {
    when: 'what takes traces has no address that is one',
    change: ['sites:', 'tracing: { endpoint: "http://[otel" }\nsites:'],
    says: /tracing\.endpoint: http:/,
  },
  {
    when: 'more than all is to be traced',
    change: ['sites:', 'tracing: { endpoint: "http://otel:4318", ratio: 2 }\nsites:'],
    says: /tracing\.ratio: .*1/,
  },
  { when: 'the YAML is broken', change: ['sites:', 'sites: ['], says: /.+/ },
])('refuses a file when $when', ({ change: [from = '', to = ''], says }) => {
  expect(() => parseInstallation('berth.yaml', valid.replace(from, to))).toThrow(ConfigurationError);
  expect(() => parseInstallation('berth.yaml', valid.replace(from, to))).toThrow(says);
});

test.for([
  {
    when: 'a needed field is misspelt',
    change: ['user: berth', 'usr: berth'],
    says: ['sites.east.bigips.edge: Unrecognized key: "usr"; did you mean user, which must be given?'],
  },
  {
    when: 'several are, and one that is not needed',
    change: ['user: berth\n        passwordFile:', 'usr: berth\n        partion: berth\n        passwordfile:'],
    says: [
      'sites.east.bigips.edge: Unrecognized key: "usr"; did you mean user, which must be given?',
      'sites.east.bigips.edge: Unrecognized key: "passwordfile"; did you mean passwordFile, which must be given?',
      'sites.east.bigips.edge: Unrecognized key: "partion"; did you mean partition?',
    ],
  },
  {
    when: 'it is the one that tells the variant',
    change: ['mode: own', 'mod: own'],
    says: ['sites.east.bigips.edge.http: Unrecognized key: "mod"; did you mean mode, which must be given?'],
  },
  {
    when: 'it is at the top',
    change: ['sites:', 'site:'],
    says: ['(top level): Unrecognized key: "site"; did you mean sites, which must be given?'],
  },
  { when: 'it is left out', change: ['        user: berth\n', ''], says: ['sites.east.bigips.edge.user: must be given: expected string'] },
  { when: 'it is empty', change: ['user: berth', 'user:'], says: ['sites.east.bigips.edge.user: has no value: expected string'] },
  {
    when: 'nothing that is there is like it',
    change: ['user: berth', 'whoever: berth'],
    says: ['sites.east.bigips.edge.user: must be given: expected string', 'sites.east.bigips.edge: Unrecognized key: "whoever"'],
  },
])('one line for each thing that is wrong when $when', ({ change: [from = '', to = ''], says }) => {
  let problems: readonly string[] = [];
  try {
    parseInstallation('berth.yaml', valid.replace(from, to));
  } catch (error) {
    if (error instanceof ConfigurationError) problems = error.problems;
  }
  expect(problems).toEqual(says);
});

test('a list where the file should have fields', () => {
  expect(() => parseInstallation('berth.yaml', '- one')).toThrow('(top level): Invalid input: expected object, received array');
});

test('names every wrong value, not only the first', () => {
  const wrong = valid.replace('192.0.2.11', 'x').replace('unix:///', 'unix:');
  expect(() => parseInstallation('berth.yaml', wrong)).toThrow(/url.*\n.*address/s);
});

test('programs that reach NATS, or what takes traces, in different ways have the same configuration, others have not', () => {
  const { hash } = parseInstallation('berth.yaml', valid);
  expect(parseInstallation('berth.yaml', valid, { BERTH_NATS_SERVERS: 'nats://here:4222' }).hash).toBe(hash);
  expect(parseInstallation('berth.yaml', valid, { BERTH_TRACING_ENDPOINT: 'http://here:4318' }).hash).toBe(hash);
  expect(parseInstallation('berth.yaml', valid, { BERTH_NATS_REPLICAS: '3' }).hash).not.toBe(hash);
  expect(parseInstallation('berth.yaml', valid, { BERTH_EXPOSE: 'labelled' }).hash).not.toBe(hash);
});

test('the environment overrides single fields, and is checked too', () => {
  const { installation } = parseInstallation('berth.yaml', valid, {
    BERTH_NATS_SERVERS: 'nats://a:1,nats://b:2',
    BERTH_EXPOSE: 'labelled',
    BERTH_TRACING_ENDPOINT: 'http://otel:4318',
    BERTH_TRACING_RATIO: '0.5',
  });
  expect(installation.tracing).toEqual({ endpoint: 'http://otel:4318', ratio: 0.5 });
  expect(installation.nats.servers).toEqual(['nats://a:1', 'nats://b:2']);
  expect(installation.expose).toBe('labelled');
  expect(() => parseInstallation('berth.yaml', valid, { BERTH_EXPOSE: 'all' })).toThrow(/expose/);
});

test.for([
  {
    where: 'of NATS',
    change: ['sites:', 'nats: { servers: ["nats://berth:hunter2@nats:4222"] }\nsites:'],
    says: /nats\.servers\.0: .*nkeyFile.*nats:\/\/…@nats:4222/,
  },
  {
    where: 'of what takes traces',
    change: ['sites:', 'tracing: { endpoint: "https://berth:hunter2@otel:4318" }\nsites:'],
    says: /tracing\.endpoint: .*headersFile.*https:\/\/…@otel:4318/,
  },
  { where: 'of an engine', change: ['unix:///', 'https://berth:hunter2@'], says: /url: .*never with a password.*https:\/\/…@/ },
  { where: 'of an engine by SSH', change: ['unix:///', 'ssh://berth:hunter2@'], says: /url: .*never with a password.*ssh:\/\/…@/ },
  { where: 'of a BIG-IP', change: ['bigip-a.example.com', 'admin:hunter2@bigip-a.example.com'], says: /units\.0: .*…@bigip-a/ },
])('a password in an address $where is refused, and not told', ({ change: [from = '', to = ''], says }) => {
  const parse = () => parseInstallation('berth.yaml', valid.replace(from, to));
  expect(parse).toThrow(says);
  expect(parse).not.toThrow(/hunter2/);
});
