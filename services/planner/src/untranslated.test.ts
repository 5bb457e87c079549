import { type BigipName, compareText, type EngineName, type Finding, type Way } from '@berth/messages';
import { expect, test } from 'vitest';
import { type Line, past, planned, seen, type Written } from './testing/run-once.ts';
import { container, engine, site } from './testing/sample-site.ts';
import { type Translation, translate } from './untranslated.ts';

const back: Finding = {
  kind: 'back',
  severity: 'unknown',
  cause: 'the default route of engine docker2 leads to nobody',
  fix: 'make it',
  commands: ['ip route replace default via 192.0.2.1', '# or another way'],
  told: 'by its routing table',
};

type Case = {
  readonly when: string;
  readonly wanted?: Translation;
  readonly before?: Translation;
  readonly behind?: readonly string[];
  readonly ways: Readonly<Record<string, Way>> | 'nobody finds it out';
  readonly becomes: Translation;
  readonly told?: RegExp;
  readonly hint?: RegExp;
};

test.for<Case>([
  { when: 'answers of all of them come back', ways: { docker1: 'works', docker2: 'works' }, becomes: 'none' },
  {
    when: 'those of one do not',
    before: 'none',
    ways: { docker1: 'works', docker2: 'fails' },
    becomes: 'automap',
    told: /^automap instead of none: the default route of engine docker2 leads to nobody$/,
    hint: /^make a self IP of edge the default gateway of docker2's host \(ip route replace default via 192\.0\.2\.1\)$/,
  },
  {
    when: 'it is not known of one',
    before: 'none',
    ways: { docker1: 'works', docker2: 'unknown' },
    becomes: 'automap',
    told: /engine docker2/,
    hint: /run the collector of docker2 on that host/,
  },
  {
    when: 'nothing was found of one yet',
    ways: { docker1: 'works' },
    becomes: 'automap',
    told: /engine docker2 come back through edge can't be told/,
  },
  {
    when: 'it is not known of one that has nothing there',
    behind: ['docker1'],
    ways: { docker1: 'works', docker2: 'unknown' },
    becomes: 'none',
  },
  {
    when: 'nobody finds it out',
    ways: 'nobody finds it out',
    becomes: 'automap',
    told: /engine docker1 .*; .*engine docker2 /,
    hint: /routes: \{ mode: advise \} for edge/,
  },
  { when: 'nobody is behind it', behind: [], ways: {}, becomes: 'automap' },
  { when: 'nobody is behind it any more', behind: [], before: 'none', ways: { docker1: 'fails' }, becomes: 'none' },
  { when: 'nobody asks for it', wanted: 'automap', ways: { docker1: 'works', docker2: 'works' }, before: 'none', becomes: 'automap' },
  { when: 'a SNAT pool is asked for', wanted: '/Common/snat', ways: { docker2: 'fails' }, becomes: '/Common/snat' },
])(
  'clients are shown as they are, or not, when $when',
  ({ wanted = 'none', before, behind = ['docker2', 'docker1'], ways, becomes, told, hint }) => {
    const found =
      ways === 'nobody finds it out' ? undefined : Object.entries(ways).map(([name, way]) => [name as EngineName, way] as const);
    const { translation, obstacle } = translate({
      bigip: 'edge' as BigipName,
      wanted,
      before,
      behind: new Set(behind as EngineName[]),
      ways: found && new Map(found.map(([name, way]) => [name, { way, finding: way === 'works' ? undefined : back }])),
    });
    expect(translation).toBe(becomes);
    expect(obstacle?.what).toEqual(told && expect.stringMatching(told));
    if (hint !== undefined) expect(obstacle?.hint).toMatch(hint);
  },
);

const templates = 'templates: { plain: { sourceAddressTranslation: none } }';
const http = 'http: { mode: own, virtual: "198.51.100.10:80", template: plain }';
const options = 'allow: { virtuals: ["*"], templates: ["*"] }';
const sample = (routes: string, engines = ['docker1']) =>
  site({ engines, bigip: `${http}, ${routes}`, more: templates, engineOptions: options });
const advising = sample('routes: { mode: advise }');

/** docker1 with one container, whose service has a virtual server of its own, and where its host's default route leads. */
function docker1(...gateways: readonly string[]): Line {
  const mail = container({ name: 'mail-1', labels: { 'berth.virtual': '198.51.100.20:25', 'berth.template': 'plain' } });
  const host = gateways.length === 0 ? {} : { host: { defaultGateways: [...gateways] } };
  return { ...seen('docker1'), document: engine('docker1', [mail], host) };
}

const selfIp = { name: '/Common/self', address: '192.0.2.1%0', length: 24, vlan: '/Common/internal', floating: 'disabled' };
const network = { selfIps: [selfIp], vlans: ['/Common/internal'], routeDomains: [{ id: 0, name: '/Common/0' }] };
const standing: Line = {
  bucket: 'berth-bigips',
  key: 'edge',
  document: {
    v: 1,
    kind: 'bigip',
    epoch: { lease: 'bigip.edge', created: 1, revision: 1 },
    name: 'edge',
    version: '17.1.2',
    units: [],
    network,
  },
};

/** Of the HTTP virtual server and of the service's, and who is told of. */
function shown({ desired, problems }: Written) {
  const documents = [...desired.values()];
  const own = documents.flatMap((document) => (document.kind === 'base' ? document.virtuals : []));
  const services = documents.flatMap((document) =>
    document.kind === 'service' && document.want.kind === 'serving' ? document.want.virtuals : [],
  );
  const told = [...problems.keys()].filter((key) => key.endsWith('untranslated')).toSorted(compareText);
  return { virtuals: [...own, ...services].map(({ name, sourceAddressTranslation }) => `${name} ${sourceAddressTranslation}`), told };
}

const both = (translation: Translation) => [`berth_http ${translation}`, `mail_198.51.100.20_25_tcp ${translation}`];
const told = ['planner-east.bigip-edge-untranslated', 'planner-east.service-mail-virtual-198=2E51=2E100=2E20=3A25-edge-untranslated'];

test('they are from the first plan on where it is proven, and stay so while it is merely unknown', async () => {
  const proven = await planned(advising, docker1('192.0.2.1'), standing);
  expect(shown(proven)).toEqual({ virtuals: both('none'), told: [] });
  const unseen = await planned(advising, ...past(proven), standing);
  expect(shown(unseen)).toEqual({ virtuals: both('none'), told: [] });
  const silent = await planned(advising, ...past(unseen), docker1(), standing);
  expect(shown(silent)).toEqual({ virtuals: both('none'), told: [] });
  const withoutBigip = await planned(advising, ...past(silent), docker1('192.0.2.1'));
  expect(shown(withoutBigip)).toEqual({ virtuals: both('none'), told: [] });
  const elsewhere = await planned(advising, ...past(withoutBigip), docker1('192.0.2.254'), standing);
  expect(shown(elsewhere)).toEqual({ virtuals: both('automap'), told });
  // What failed since is proven anew, or not at all.
  const unknown = await planned(advising, ...past(elsewhere), docker1(), standing);
  expect(shown(unknown)).toEqual({ virtuals: both('automap'), told });
  expect(shown(await planned(advising, ...past(unknown), docker1('192.0.2.1'), standing))).toEqual({ virtuals: both('none'), told: [] });
});

test('an engine of which nothing is known joins: only where it has containers', async () => {
  const two = sample('routes: {}', ['docker1', 'docker2']);
  const before = past(await planned(two, docker1('192.0.2.1'), seen('docker2'), standing));
  const idle = await planned(two, ...before, docker1('192.0.2.1'), seen('docker2'), standing);
  expect(shown(idle).virtuals).toEqual(both('none'));
  const joined = await planned(two, ...before, docker1('192.0.2.1'), seen('docker2', container({ name: 'www-1' })), standing);
  expect(shown(joined)).toEqual({ virtuals: ['berth_http automap', 'mail_198.51.100.20_25_tcp none'], told: told.slice(0, 1) });
});

test('nobody finds it out without routes', async () => {
  const found = await planned(sample('routes: { mode: off }'), docker1('192.0.2.1'), standing);
  expect(shown(found)).toEqual({ virtuals: both('automap'), told });
  for (const key of told) expect(found.problems.get(key)?.hint).toMatch(/^write routes: \{ mode: advise \} for edge/);
});
