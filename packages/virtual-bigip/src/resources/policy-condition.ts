/** `ltm/policy/rules/conditions`: what a request is asked, by operand (`httpHost`), selector (`host`), comparison (`equals`) and values. */

import { asList, asText, choice, integer } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';
import { mustBeDraft } from './policy-copies.ts';
import { loneFlags, numbered, partOfDraft, texts } from './policy-part.ts';

const OPERANDS = [
  'httpBasicAuth',
  'httpCookie',
  'httpHeader',
  'httpHost',
  'httpMethod',
  'httpReferer',
  'httpStatus',
  'httpUri',
  'httpVersion',
  'sslExtension',
  'tcp',
];
const SELECTORS = [
  'address',
  'all',
  'code',
  'extension',
  'host',
  'path',
  'pathSegment',
  'port',
  'protocol',
  'queryParameter',
  'queryString',
  'scheme',
  'serverName',
  'unnamedQueryParameter',
];
const COMPARISONS = [
  'contains',
  'endsWith',
  'equals',
  'exists',
  'greater',
  'greaterOrEqual',
  'less',
  'lessOrEqual',
  'matches',
  'startsWith',
];
const MANNERS = ['external', 'internal', 'not', 'request', 'response'];

export const policyCondition: Resource = {
  path: 'ltm/policy/rules/conditions',
  noun: 'Policy Condition',
  className: 'policy_rule_condition',
  naming: 'flat',
  properties: {
    ...loneFlags(OPERANDS),
    ...loneFlags(SELECTORS),
    ...choice(COMPARISONS),
    ...loneFlags(MANNERS),
    ...choice(['caseInsensitive', 'caseSensitive']),
    ...choice(['local', 'remote']),
    ...choice(['present', 'missing']),
    ...texts(['tmName', 'datagroup']),
    index: integer(0, 0, 65_535),
    values: {
      parse: (value, { name }) => {
        const values = asList(value, name).map((entry) => asText(entry, name));
        return values.length === 0 ? undefined : values;
      },
    },
  },
  canonicalName: numbered,
  prepare: (draft, device) => {
    const properties = partOfDraft(draft, device);
    const of = (names: readonly string[], otherwise: string) =>
      names.some((name) => properties[name] !== undefined) ? {} : { [otherwise]: otherwise };
    return {
      ...properties,
      ...of(['caseSensitive', 'caseInsensitive'], 'caseInsensitive'),
      ...of(['external', 'internal'], 'external'),
      ...of(['present', 'missing'], 'present'),
      ...of(['remote', 'local'], 'remote'),
      ...of(['request', 'response'], 'request'),
    };
  },
  removable: mustBeDraft,
};
