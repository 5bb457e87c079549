/** The HTTP rule with its settings is what TMM takes. */
import { readFileSync } from 'node:fs';
import { checkRule } from '@berth/virtual-bigip/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HttpRuleSettings, httpRule } from './http-rule.ts';

const shipped = readFileSync(new URL('../http.tcl', import.meta.url), 'latin1');
const zone = fc.stringMatching(/^[a-z0-9]{1,12}(\.[a-z0-9-]{1,12}){0,3}$/);
const settings = fc.record<HttpRuleSettings>({
  folder: fc.stringMatching(/^(\/[A-Za-z0-9._-]{1,12}){1,3}$/),
  shards: fc.integer({ min: 1, max: 100 }),
  zones: fc.array(zone, { maxLength: 20 }),
  unknown: fc.constantFrom('default', 'not-found'),
  instances: fc.constantFrom('on', 'off'),
});

test('TMM takes the rule with every setting, and finds nothing in it that must exist first', () => {
  fc.assert(
    fc.property(settings, (given) => {
      expect(checkRule(httpRule(given))).toEqual({ errors: [], pools: [], dataGroups: [] });
    }),
  );
});

test('only the marked lines differ from the file', () => {
  fc.assert(
    fc.property(settings, (given) => {
      const lines = httpRule(given).split('\n');
      const differing = shipped.split('\n').filter((line, at) => line !== lines[at]);
      expect(differing.every((line) => line.endsWith(';# setting'))).toBe(true);
      expect(lines).toHaveLength(shipped.split('\n').length);
    }),
  );
});

test.for([
  { when: 'a folder is no path', wrong: { folder: 'berth' }, says: 'folder berth: must be a path of plain names such as /berth' },
  { when: 'a folder holds Tcl', wrong: { folder: '/berth[exit]' }, says: 'folder /berth[exit]' },
  { when: 'there is no shard', wrong: { shards: 0 }, says: 'shards 0: must be a whole number from 1 to 100' },
  { when: 'there are too many shards', wrong: { shards: 101 }, says: 'shards 101' },
  { when: 'half a shard is asked for', wrong: { shards: 1.5 }, says: 'shards 1.5' },
  { when: 'a zone holds Tcl', wrong: { zones: ['a}b'] }, says: 'zone a}b: must be a lower-case domain name' },
  { when: 'a zone is in upper case', wrong: { zones: ['Apps.example.com'] }, says: 'zone Apps.example.com' },
  { when: 'a zone is empty', wrong: { zones: [''] }, says: 'zone : must be' },
])('is refused when $when', ({ wrong, says }) => {
  const right: HttpRuleSettings = { folder: '/berth', shards: 16, zones: [], unknown: 'default', instances: 'on' };
  expect(() => httpRule({ ...right, ...wrong })).toThrow(says);
});
