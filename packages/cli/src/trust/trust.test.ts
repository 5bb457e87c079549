/** What is thought of a certificate: the virtual BIG-IP's own, and worse. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KeyPair, makeAuthority, signServer } from '../security/certificates.ts';
import { configured, trust } from './testing/asked.ts';

const now = Date.now();
const year = 365 * 24 * 3600 * 1000;

let directory: string;
let bigip: VirtualBigIp;
let authority: KeyPair;
/** HOST:PORT */
let unit: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-trust-'));
  bigip = await VirtualBigIp.start();
  unit = new URL(bigip.url).host;
  authority = await makeAuthority('shop', now - 3 * year);
  await writeFile(join(directory, 'bigip-ca.pem'), bigip.ca);
  await writeFile(join(directory, 'shop-ca.pem'), authority.certificate);
  await writeFile(join(directory, 'empty.pem'), 'nothing\n');
});

afterAll(async () => {
  await bigip?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const file = (name: string) => join(directory, name);

/** An address of this machine at which nobody else listens either, whatever runs besides. */
const away = '127.77.0.1:1';

/** The same place with another certificate. */
async function withCertificate({ hosts, from }: { readonly hosts: readonly string[]; readonly from: number }): Promise<VirtualBigIp> {
  const { certificate, key } = await signServer(authority, hosts, from);
  return await VirtualBigIp.start({ certificate: { ca: authority.certificate, certificate, key } });
}

test('a certificate that the configured authority signed is trusted, and nothing is advised', async () => {
  const { report, text } = await trust(['edge'], configured([unit], { ca: file('bigip-ca.pem') }));
  expect(report.well).toBe(true);
  expect(text).toContain(`${unit}, a unit of edge\n  trusted: signed by the authority in ca, ${file('bigip-ca.pem')}\n`);
  expect(text).toContain(`  SHA-256      ${bigip.fingerprint}`);
  expect(text).not.toContain('Compare');
});

test('a certificate with the configured fingerprint is trusted, however that is written', async () => {
  const { report, text } = await trust(
    [],
    configured([unit], { fingerprints: [bigip.fingerprint.toLowerCase()], ca: file('shop-ca.pem') }),
  );
  expect(report.well).toBe(true);
  expect(text).toContain('trusted: it has the fingerprint that is configured');
});

test('what is to be written is what the configuration then trusts, for each unit in order', async () => {
  await using other = await VirtualBigIp.start();
  const units = [new URL(other.url).host, unit];
  const { text, kinds } = await trust(['edge'], configured(units));
  expect(kinds).toEqual(['distrusted', 'distrusted']);
  expect(text).toContain('not trusted: no authority that this machine knows signed it, and neither ca nor fingerprints is configured');
  expect(text).toContain('openssl x509 -noout -fingerprint -sha256 -in /config/httpd/conf/ssl.crt/server.crt');
  expect(text).toContain('at sites.east.bigips.edge, one for each unit in their order:');
  const fingerprints = [...text.matchAll(/^ {8}- "([0-9A-F:]{95})"/gm)].map(([, sha256]) => sha256);
  expect(fingerprints).toEqual([other.fingerprint, bigip.fingerprint]);
  expect((await trust(['edge'], configured(units, { fingerprints }))).kinds).toEqual(['trusted', 'trusted']);
  expect((await trust(['edge'], configured(units, { fingerprints: fingerprints.toReversed() }))).kinds).toEqual([
    'distrusted',
    'distrusted',
  ]);
});

test.for([
  {
    when: 'another authority signed it',
    ca: 'bigip-ca.pem',
    hosts: ['127.0.0.1'],
    from: now,
    says: [/^the authority in ca, .*bigip-ca\.pem, did not sign it$/],
  },
  {
    when: 'it is for somebody else',
    ca: 'shop-ca.pem',
    hosts: ['b.example.com'],
    from: now,
    says: ['it is not for 127.0.0.1, but for DNS:b.example.com'],
  },
  { when: 'it has expired', ca: 'shop-ca.pem', hosts: ['127.0.0.1'], from: now - 2.5 * year, says: [/^it expired 18\d d ago$/] },
  { when: 'it is not valid yet', ca: 'shop-ca.pem', hosts: ['127.0.0.1'], from: now + year, says: [/^it is not valid before \d{4}-/] },
  {
    when: 'several things are wrong',
    ca: 'bigip-ca.pem',
    hosts: ['b.example.com'],
    from: now - 2.5 * year,
    says: [/^it expired /, /^it is not for /],
  },
  { when: 'the file of the authority is not there', ca: 'none.pem', hosts: ['127.0.0.1'], from: now, says: [/none\.pem, is not there$/] },
  {
    when: 'the file holds no certificate',
    ca: 'empty.pem',
    hosts: ['127.0.0.1'],
    from: now,
    says: [/empty\.pem, can not be read as PEM$/],
  },
])('a certificate is not trusted when $when', async ({ ca, says, ...made }) => {
  await using stranger = await withCertificate(made);
  const { report, text } = await trust(['edge'], configured([new URL(stranger.url).host], { ca: file(ca) }));
  expect(report).toMatchObject({
    well: false,
    looked: [
      {
        verdict: {
          kind: 'distrusted',
          why: says.map((reason) => expect.stringMatching(reason)),
          certificate: { sha256: stranger.fingerprint },
        },
      },
    ],
  });
  expect(text).toContain(`fingerprints:\n        - "${stranger.fingerprint}"  # ${new URL(stranger.url).host}`);
});

test('a unit that cannot be seen: the lines wait for it, unless its fingerprint is configured', async () => {
  const { report, text } = await trust(['edge'], configured([unit, away]));
  expect(report.looked).toMatchObject([{ verdict: { kind: 'distrusted' } }, { verdict: { kind: 'failed' } }]);
  expect(text).toContain(
    `${away}, a unit of edge\n  no certificate: the connection was refused\n  see that it runs, and that 1 is the port`,
  );
  expect(text).toContain('needs all of its units');
  expect(text).not.toContain('fingerprints:\n');
  const known = `${'AB:'.repeat(31)}CD`;
  const second = await trust(['edge'], configured([unit, away], { fingerprints: [known.replace('CD', 'EF'), known] }));
  expect(second.text).toContain(`- "${bigip.fingerprint}"  # ${unit}\n        - "${known}"  # ${away}`);
});

test('a host that no configuration names: its certificate is told, and there is nothing to judge it by', async () => {
  const { report, text } = await trust([unit], undefined);
  expect(report).toMatchObject({ well: true, looked: [{ of: { is: 'stranger' }, verdict: { kind: 'new' } }] });
  expect(text).toContain(`- "${bigip.fingerprint}"  # ${unit}`);
  expect((await trust([unit], configured([unit], { ca: file('bigip-ca.pem') }))).kinds).toEqual(['trusted']);
});

test('an engine by TLS', async () => {
  expect((await trust(['docker1'], configured([unit], {}, file('bigip-ca.pem')))).text).toContain(
    'trusted: signed by the authority in caFile, ',
  );
});

test('the command: a certificate that was replaced is exit code 1, and the BIG-IP got no request', async () => {
  const configuration = file('berth.yaml');
  await using replaced = await VirtualBigIp.start();
  const edge = { units: [new URL(replaced.url).host], user: 'berth', passwordFile: '/never/read', fingerprints: [bigip.fingerprint] };
  await writeFile(configuration, JSON.stringify({ installation: 'shop', zones: {}, sites: { east: { bigips: { edge } } } }));
  const [{ code, stdout }, unseen, stranger] = await Promise.all([
    berth(['trust', 'edge', '--json'], configuration),
    berth(['trust', away], configuration),
    berth(['trust', unit], file('none.yaml')),
  ]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    well: false,
    looked: [
      {
        of: { bigip: 'edge' },
        verdict: {
          kind: 'distrusted',
          why: [`its fingerprint is not the one configured, ${bigip.fingerprint}: it was replaced, or somebody else answers`],
          certificate: { sha256: replaced.fingerprint },
        },
      },
    ],
  });
  expect(replaced.requests.counters.requests).toBe(0);
  expect([unseen.code, stranger.code]).toEqual([2, 0]);
}, 180_000);

function berth(args: readonly string[], configuration: string): Promise<{ readonly code: unknown; readonly stdout: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, BERTH_CONFIG: configuration };
    execFile(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args], { env }, (error, stdout) => {
      resolve({ code: error === null ? 0 : error.code, stdout });
    });
  });
}
