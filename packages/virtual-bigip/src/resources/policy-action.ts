/** `ltm/policy/rules/actions`: what a policy does with a request, by target (`forward`), operation (`select`) and parameters (`pool`). */

import { choice, integer, notFound, otherPartition, reference } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';
import { mustBeDraft } from './policy-copies.ts';
import { loneFlags, numbered, partOfDraft, texts } from './policy-part.ts';

const TARGETS = [
  'asm',
  'avr',
  'cache',
  'compress',
  'forward',
  'http',
  'httpCookie',
  'httpHeader',
  'httpHost',
  'httpReferer',
  'httpReply',
  'httpSetCookie',
  'httpUri',
  'log',
  'persist',
  'serverSsl',
  'shutdown',
  'tcl',
  'tcpNagle',
];
const OPERATIONS = ['disable', 'drop', 'enable', 'insert', 'redirect', 'remove', 'replace', 'reset', 'select', 'setVariable', 'write'];
const EVENTS = ['request', 'response', 'clientAccepted', 'serverConnected', 'sslClientHello'];
const WORDS = [
  'content',
  'cookieInsert',
  'expression',
  'location',
  'member',
  'message',
  'node',
  'path',
  'policy',
  'queryString',
  'snat',
  'snatpool',
  'tmName',
  'value',
  'vlan',
];

export const policyAction: Resource = {
  path: 'ltm/policy/rules/actions',
  noun: 'Policy Action',
  asUser: 'a Policy',
  className: 'policy_rule_action',
  naming: 'flat',
  properties: {
    code: integer(0, 0, 65_535),
    expirySecs: integer(0, 0, 4_294_967_295),
    ...loneFlags(TARGETS),
    ...choice(OPERATIONS),
    ...loneFlags(EVENTS),
    ...texts(WORDS),
    length: integer(0, 0, 65_535),
    offset: integer(0, 0, 65_535),
    pool: reference('pool', { namespace: 'ltm/pool', missing: notFound('Pool'), foreign: otherPartition('policy', 'pools') }, 'ltm/pool', {
      excludes: ['node', 'member'],
    }),
    port: integer(0, 0, 65_535),
    status: integer(0, 0, 65_535),
    timeout: integer(0, 0, 4_294_967_295),
    vlanId: integer(0, 0, 4094),
  },
  canonicalName: numbered,
  describe: (_name, rule) => rule?.split(' ')[0] ?? '',
  prepare: (draft, device) => {
    const properties = partOfDraft(draft, device);
    return EVENTS.some((event) => properties[event] !== undefined) ? properties : { ...properties, request: 'request' };
  },
  removable: mustBeDraft,
};
