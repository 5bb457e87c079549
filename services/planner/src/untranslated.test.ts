import type { BigipName, EngineName, Way } from '@berth/messages';
import { expect, test } from 'vitest';
import { site } from './testing/sample-site.ts';
import { untranslatedProblems } from './untranslated.ts';

const http = 'http: { mode: own, virtual: "198.51.100.10:80", template: plain }, virtuals: []';
const templates = (translation: string) => `templates: { plain: { sourceAddressTranslation: ${translation} } }`;

test.for<{ when: string; bigip: string; translation: string; ways: Readonly<Record<string, Way>>; told: readonly RegExp[] }>([
  { when: 'answers come back', bigip: http, translation: 'none', ways: { docker1: 'works' }, told: [] },
  { when: 'it is not known whether they do', bigip: http, translation: 'none', ways: { docker1: 'unknown' }, told: [] },
  { when: 'nothing was found out', bigip: http, translation: 'none', ways: {}, told: [] },
  {
    when: 'they do not',
    bigip: http,
    translation: 'none',
    ways: { docker1: 'works', docker2: 'fails' },
    told: [/^BIG-IP edge: .* template plain .* from docker2 /],
  },
  { when: 'they do not, and addresses are translated', bigip: http, translation: 'automap', ways: { docker1: 'fails' }, told: [] },
  { when: 'they do not, and nothing is made from it', bigip: 'virtuals: []', translation: 'none', ways: { docker1: 'fails' }, told: [] },
  {
    when: 'they do not, and services may ask for it',
    bigip: '',
    translation: 'none',
    ways: { docker1: 'fails' },
    told: [/template plain/],
  },
])('clients shown as they are, when $when', ({ bigip, translation, ways, told }) => {
  const found = new Map(Object.entries(ways) as [EngineName, Way][]);
  const problems = untranslatedProblems(site({ bigip, more: templates(translation) }), new Map([['edge' as BigipName, found]]));
  expect(problems.map(({ what }) => what)).toEqual(told.map((pattern) => expect.stringMatching(pattern)));
});
