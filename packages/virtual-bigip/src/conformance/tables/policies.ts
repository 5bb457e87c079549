/** Policies: changed as drafts, published, and held by virtual servers. */

import { exclusive, wrongValues } from '../by-property.ts';
import { type Ask, type Case, type Group, invalid, mcpd, ok, tmsh } from '../case.ts';

const T = { partition: 'T' };
const D = 'ltm/policy/~T~Drafts~q';
const R = `${D}/rules/r`;
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', ...T }];
const draft = (more: object = {}): Ask => ['POST', 'ltm/policy', { name: 'q', ...T, subPath: 'Drafts', ...more }];
const withRule = draft({ rules: [{ name: 'r', actions: [{ name: '0', forward: true, select: true }], conditions: [{ name: '0', httpHost: true, host: true, values: ['a.example'] }] }] });
const publish: Ask = ['POST', 'ltm/policy', { command: 'publish', name: '/T/Drafts/q' }];
const createDraft: Ask = ['PATCH', 'ltm/policy/~T~q?options=create-draft', {}];
const virtual = (more: object): Ask => ['POST', 'ltm/virtual', { name: 'v', ...T, destination: '/T/192.0.2.1:80', ipProtocol: 'tcp', disabled: true, ...more }];
const direct = mcpd("01071abb:3: Cannot create/modify published policy '/T/q' directly, try specifying a draft folder like '/T/Drafts/q'.");
const action = (more: object): Ask => ['POST', `${R}/actions`, { name: '1', ...more }];
const condition = (more: object): Ask => ['POST', `${R}/conditions`, { name: '1', ...more }];

const lone = ['asm', 'avr', 'cache', 'compress', 'forward', 'http', 'httpCookie', 'httpHeader', 'httpHost', 'httpReferer', 'httpReply', 'httpSetCookie', 'httpUri', 'log', 'persist', 'serverSsl', 'shutdown', 'tcl', 'tcpNagle'];
const operations = ['disable', 'drop', 'enable', 'insert', 'redirect', 'remove', 'replace', 'reset', 'select', 'setVariable', 'write'];
const events = ['request', 'response', 'clientAccepted', 'serverConnected', 'sslClientHello'];
const words = ['content', 'cookieInsert', 'expression', 'location', 'member', 'message', 'node', 'path', 'policy', 'pool', 'queryString', 'snat', 'snatpool', 'tmName', 'value', 'vlan'];
const operands = ['httpBasicAuth', 'httpCookie', 'httpHeader', 'httpHost', 'httpMethod', 'httpReferer', 'httpStatus', 'httpUri', 'httpVersion', 'sslExtension', 'tcp'];
const selectors = ['address', 'all', 'code', 'extension', 'host', 'path', 'pathSegment', 'port', 'protocol', 'queryParameter', 'queryString', 'scheme', 'serverName', 'unnamedQueryParameter'];
const comparisons = ['contains', 'endsWith', 'equals', 'exists', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'matches', 'startsWith'];
const manners = ['external', 'internal', 'not', 'request', 'response'];
const each = (names: readonly string[], value: unknown) => Object.fromEntries(names.map((name) => [name, value]));
const chain = (names: readonly string[]) => names.map((name, at): readonly [string, string] => [name, names[(at + 1) % names.length] ?? '']);
const taken = (what: string, make: (more: object) => Ask, names: readonly string[]): Case[] =>
  names.map((name) => ({ it: `${what} with ${name}`, by: 'F5 doc: ltm policy', given: [withRule], ask: make({ [name]: true }), gets: ok({ [name]: true }) }));

export const policies: readonly Group[] = [
  {
    name: 'policy',
    cases: [
      { it: 'is made as a draft, with its folder', by: 'f5-common-python 668', ask: draft(), gets: ok({ fullPath: '/T/Drafts/q', subPath: 'Drafts', status: 'draft', strategy: '/Common/first-match' }, 'publishedCopy') },
      { it: 'makes the folder of drafts', by: 'f5-common-python 668', given: [draft()], ask: ['GET', 'sys/folder/~T~Drafts'], gets: ok({ fullPath: '/T/Drafts' }) },
      { it: 'makes no other folder', by: 'message The requested folder', ask: draft({ subPath: 'Other' }), gets: tmsh('The requested folder (/T/Other) was not found.') },
      { it: 'is not made where it is published', by: 'f5-common-python 668', ask: draft({ subPath: '' }), gets: direct },
      {
        it: 'of a folder is not made where it is published',
        by: 'f5-common-python 668',
        given: [['POST', 'sys/folder', { name: 'a', ...T }]],
        ask: draft({ subPath: 'a' }),
        gets: mcpd("01071abb:3: Cannot create/modify published policy '/T/a/q' directly, try specifying a draft folder like '/T/a/Drafts/q'."),
      },
      {
        it: 'that is published is not made as a draft',
        by: 'f5-common-python 1098',
        given: [draft(), publish],
        ask: draft(),
        gets: mcpd('01070734:3: Configuration error: Published policy "/T/q" exists, use create-draft to create a draft copy .'),
      },
      { it: 'twice is a conflict', by: 'message 01020066', given: [draft()], ask: draft(), gets: mcpd('01020066:3: The requested Policy (/T/Drafts/q) already exists in partition T.') },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', D], gets: mcpd('01020036:3: The requested Policy (/T/Drafts/q) was not found.') },
      { it: 'is published by its draft', by: 'f5-ansible 45', given: [withRule], ask: publish, gets: { status: 200, exactly: { kind: 'tm:ltm:policy:publishstate', command: 'publish', name: '/T/Drafts/q' } } },
      {
        it: 'that is published has the rules of the draft',
        by: 'f5-ansible 45',
        given: [withRule, publish],
        ask: ['GET', 'ltm/policy/~T~q?expandSubcollections=true'],
        gets: ok({ status: 'published', rulesReference: { items: [{ name: 'r', conditionsReference: { items: [{ values: ['a.example'] }] } }] } }),
      },
      { it: 'that is published leaves no draft', by: 'f5-ansible 45', given: [withRule, publish], ask: ['GET', D], gets: mcpd('01020036:3: The requested Policy (/T/Drafts/q) was not found.') },
      { it: 'that is published leaves no rule of the draft', by: 'f5-ansible 45', given: [withRule, publish], ask: ['GET', R], gets: mcpd('01020036:3: The requested Policy (/T/Drafts/q) was not found.') },
      { it: 'is published by a name that is one', by: 'f5-sdk: generic refusals', ask: ['POST', 'ltm/policy', { command: 'publish' }], gets: tmsh('one or more configuration identifiers must be provided') },
      { it: 'is published with nothing else', by: 'POSH-LTM-Rest 188', ask: ['POST', 'ltm/policy', { command: 'publish', name: '/T/Drafts/q', force: true }], gets: tmsh('"force" unknown property') },
      { it: 'that is missing is not published', by: 'message 01020036', ask: publish, gets: mcpd('01020036:3: The requested Policy (/T/Drafts/q) was not found.') },
      {
        it: 'that is published is not published again',
        by: 'switch',
        given: [draft(), publish],
        ask: ['POST', 'ltm/policy', { command: 'publish', name: '/T/q' }],
        gets: mcpd('01070734:3: Configuration error: Policy "/T/q" is not a draft and can not be published.'),
      },
      { it: 'that is published is not changed', by: 'f5-common-python 668', given: [draft(), publish], ask: ['PATCH', 'ltm/policy/~T~q', { description: 'x' }], gets: direct },
      { it: 'that is published takes no rule', by: 'f5-common-python 668', given: [draft(), publish], ask: ['POST', 'ltm/policy/~T~q/rules', { name: 's' }], gets: direct },
      { it: 'that is published takes no rules in a list', by: 'f5-common-python 668', given: [draft(), publish], ask: ['PATCH', 'ltm/policy/~T~q', { rules: [{ name: 's' }] }], gets: direct },
      { it: 'that is published gives up no rule', by: 'f5-common-python 668', given: [withRule, publish], ask: ['DELETE', 'ltm/policy/~T~q/rules/r'], gets: direct },
      { it: 'that is published gives up no action', by: 'f5-common-python 668', given: [withRule, publish], ask: ['DELETE', 'ltm/policy/~T~q/rules/r/actions/0'], gets: direct },
      { it: 'that is published gives up no condition', by: 'f5-common-python 668', given: [withRule, publish], ask: ['DELETE', 'ltm/policy/~T~q/rules/r/conditions/0'], gets: direct },
      { it: 'that is published takes no condition', by: 'f5-common-python 668', given: [withRule, publish], ask: ['POST', 'ltm/policy/~T~q/rules/r/conditions', { name: '1' }], gets: direct },
      { it: 'that is published takes no action', by: 'f5-common-python 668', given: [withRule, publish], ask: ['POST', 'ltm/policy/~T~q/rules/r/actions', { name: '1' }], gets: direct },
      { it: 'that is published can be deleted', by: 'f5-sdk: ltm/policy', given: [withRule, publish], ask: ['DELETE', 'ltm/policy/~T~q'], gets: { status: 200 } },
      {
        it: 'has a draft made of it',
        by: 'f5-common-python 1098',
        given: [withRule, publish, createDraft],
        ask: ['GET', `${D}?expandSubcollections=true`],
        gets: ok({ status: 'draft', publishedCopy: '/T/q', rulesReference: { items: [{ name: 'r' }] } }),
      },
      { it: 'has a draft made of it by a property', by: 'f5-ansible: bigip_policy', given: [withRule, publish, ['PATCH', 'ltm/policy/~T~q', { createDraft: true }]], ask: ['GET', D], gets: ok({ status: 'draft', publishedCopy: '/T/q' }) },
      { it: 'has no draft made by a property that is false', by: 'f5-ansible: bigip_policy', given: [withRule, publish], ask: ['PATCH', 'ltm/policy/~T~q', { createDraft: false }], gets: tmsh('"createDraft" unknown property') },
      { it: 'stays published while there is a draft', by: 'f5-common-python 1098', given: [withRule, publish, createDraft, ['DELETE', R]], ask: ['GET', 'ltm/policy/~T~q/rules'], gets: ok({ items: [{ name: 'r' }] }) },
      {
        it: 'is what its draft became',
        by: 'f5-ansible 45',
        given: [withRule, publish, createDraft, ['PATCH', D, { description: 'x', rules: [{ name: 's' }] }], publish],
        ask: ['GET', 'ltm/policy/~T~q?expandSubcollections=true'],
        gets: ok({ description: 'x', status: 'published', rulesReference: { items: [{ name: 's' }] } }, 'publishedCopy'),
      },
      { it: 'has one draft', by: 'message 01020066', given: [draft(), publish, createDraft], ask: createDraft, gets: mcpd('01020066:3: The requested Policy (/T/Drafts/q) already exists in partition T.') },
      {
        it: 'that is a draft has no draft',
        by: 'switch',
        given: [draft()],
        ask: ['PATCH', `${D}?options=create-draft`, {}],
        gets: mcpd('01070734:3: Configuration error: Policy "/T/Drafts/q" is not published, a draft can not be created from it.'),
      },
      { it: 'knows no other option', by: 'tmsh: options', given: [draft()], ask: ['PATCH', `${D}?options=drop+it`, {}], gets: tmsh('unexpected argument "drop"') },
      { it: 'with controls that are none is refused', by: 'f5-common-python 840', ask: draft({ controls: ['steering'] }), gets: invalid('controls', 'steering') },
      { it: 'with requirements that are none is refused', by: 'f5-common-python 840', ask: draft({ requires: ['luck'] }), gets: invalid('requires', 'luck') },
      {
        it: 'tells what it controls and requires in order',
        by: 'recorded: policies',
        ask: draft({ controls: ['forwarding', 'asm'], requires: ['http', 'client-ssl'] }),
        gets: ok({ controls: ['asm', 'forwarding'], requires: ['client-ssl', 'http'] }),
      },
      ...wrongValues('of', [], draft, { description: {}, strategy: {} }),
    ],
  },
  {
    name: 'policy of a virtual server',
    cases: [
      {
        it: 'is published',
        by: 'f5-ansible: load_ltm_virtual_3',
        given: [draft(), publish, virtual({ policies: ['/T/q'] })],
        ask: ['GET', 'ltm/virtual/~T~v/policies'],
        gets: ok({ items: [{ fullPath: '/T/q', nameReference: { link: 'https://localhost/mgmt/tm/ltm/policy/~T~q?ver=17.1.2' } }] }),
      },
      { it: 'is no draft', by: 'switch', given: [draft()], ask: virtual({ policies: ['/T/Drafts/q'] }), gets: mcpd('01070734:3: Configuration error: Draft policy (/T/Drafts/q) can not be used by virtual server (/T/v).') },
      {
        it: 'stays',
        by: 'message 01070265',
        given: [draft(), publish, virtual({ policies: ['/T/q'] })],
        ask: ['DELETE', 'ltm/policy/~T~q'],
        gets: mcpd('01070265:3: The Policy (/T/q) cannot be deleted because it is in use by a Virtual Server Policy (/T/v /T/q).'),
      },
      {
        it: 'on HTTP needs a profile for it',
        by: 'switch',
        given: [draft({ requires: ['http'] }), publish],
        ask: virtual({ policies: ['/T/q'] }),
        gets: mcpd('01070734:3: Configuration error: Policy (/T/q) requires a profile of type http on virtual server (/T/v).'),
      },
      { it: 'on HTTP is fine with a profile for it', by: 'F5 doc: ltm policy', given: [draft({ requires: ['http'] }), publish], ask: virtual({ policies: ['/T/q'], profiles: ['/Common/http'] }), gets: ok({}) },
      {
        it: 'is not published if the virtual server lacks what it then needs',
        by: 'switch',
        given: [draft(), publish, virtual({ policies: ['/T/q'] }), createDraft, ['PATCH', D, { requires: ['http'] }]],
        ask: publish,
        gets: mcpd('01070734:3: Configuration error: Policy (/T/q) requires a profile of type http on virtual server (/T/v).'),
      },
      { it: 'that is missing is not found', by: 'message 01020036', given: [virtual({})], ask: ['GET', 'ltm/virtual/~T~v/policies/~T~q'], gets: mcpd('01020036:3: The requested Virtual Server Policy (/T/v /T/q) was not found.') },
    ],
  },
  {
    name: 'rule of a policy',
    cases: [
      { it: 'that is missing is not found', by: 'message 01020036', given: [draft()], ask: ['GET', R], gets: mcpd('01020036:3: The requested Policy Rule (/T/Drafts/q r) was not found.') },
      { it: 'moves the policy', by: 'F5 doc: generation', given: [withRule, ['PATCH', `${R}/conditions/0`, { values: ['b.example'] }]], ask: ['GET', `${R}/conditions/0`], gets: ok({ values: ['b.example'] }) },
      { it: 'twice is a conflict', by: 'message 01020066', given: [withRule], ask: ['POST', `${D}/rules`, { name: 'r' }], gets: mcpd('01020066:3: The requested Policy Rule (/T/Drafts/q r) already exists.') },
      ...wrongValues('of', [draft()], (more) => ['POST', `${D}/rules`, { name: 's', ...more }], { description: {}, ordinal: -1 }),
    ],
  },
  {
    name: 'action of a policy',
    cases: [
      { it: 'has a number', by: 'f5-application-services-integration-iApp 58', given: [withRule], ask: ['POST', `${R}/actions`, { name: 'x' }], gets: tmsh('"x" identifier must be a positive decimal number') },
      { it: 'that is missing is not found', by: 'message 01020036', given: [withRule], ask: ['GET', `${R}/actions/7`], gets: mcpd('01020036:3: The requested Policy Action (/T/Drafts/q) was not found.') },
      { it: 'happens at the request unless it is said', by: 'recorded: policies', given: [withRule], ask: action({}), gets: ok({ request: true }) },
      { it: 'happens when it is said', by: 'recorded: policies', given: [withRule], ask: action({ response: true }), gets: ok({ response: true }, 'request') },
      { it: 'is changed to another operation', by: 'F5 doc: ltm policy', given: [withRule], ask: ['PATCH', `${R}/actions/0`, { reset: true }], gets: ok({ forward: true, reset: true }, 'select') },
      { it: 'to a pool is to no node', by: 'terraform-provider-bigip 809', given: [pool, withRule], ask: action({ node: '10.0.0.1', pool: '/T/p' }), gets: tmsh('"pool" may not be specified with "node"') },
      ...taken('at work', action, [...lone, ...operations, ...events]),
      ...exclusive('that does two things:', [withRule], action, chain(operations)),
      ...wrongValues('of', [withRule], action, { ...each([...lone, ...operations, ...events], 'yes'), ...each(words, {}), code: -1, expirySecs: -1, length: -1, offset: -1, port: 65_536, status: -1, timeout: -1, vlanId: 4095 }),
    ],
  },
  {
    name: 'condition of a policy',
    cases: [
      { it: 'has a number', by: 'f5-application-services-integration-iApp 58', given: [withRule], ask: ['POST', `${R}/conditions`, { name: 'x' }], gets: tmsh('"x" identifier must be a positive decimal number') },
      { it: 'that is missing is not found', by: 'message 01020036', given: [withRule], ask: ['GET', `${R}/conditions/7`], gets: mcpd('01020036:3: The requested Policy Condition (/T/Drafts/q r 7) was not found.') },
      { it: 'is in the usual manner unless it is said', by: 'recorded: policies', given: [withRule], ask: condition({}), gets: ok({ caseInsensitive: true, external: true, present: true, remote: true, request: true, index: 0 }) },
      {
        it: 'is in the other manner',
        by: 'recorded: policies',
        given: [withRule],
        ask: condition({ caseSensitive: true, internal: true, missing: true, local: true, response: true }),
        gets: ok({ caseSensitive: true, internal: true, missing: true, local: true, response: true }, 'caseInsensitive', 'external', 'present', 'remote', 'request'),
      },
      { it: 'has no values rather than an empty list', by: 'recorded: policies', given: [withRule], ask: condition({ values: [] }), gets: ok({}, 'values') },
      ...taken('that asks', condition, [...operands, ...selectors, ...comparisons, ...manners, 'caseInsensitive', 'caseSensitive', 'local', 'remote', 'present', 'missing']),
      ...exclusive('that compares twice:', [withRule], condition, [...chain(comparisons), ...chain(['caseInsensitive', 'caseSensitive']), ...chain(['local', 'remote']), ...chain(['present', 'missing'])]),
      ...wrongValues('of', [withRule], condition, {
        ...each([...operands, ...selectors, ...comparisons, ...manners, 'caseInsensitive', 'caseSensitive', 'local', 'remote', 'present', 'missing'], 'yes'),
        datagroup: {},
        index: -1,
        tmName: {},
        values: 'x',
      }),
    ],
  },
];
