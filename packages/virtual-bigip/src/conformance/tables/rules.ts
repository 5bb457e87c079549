/** Rules: parsed when they are saved, and holding what they name. */

import { type Ask, type Expected, type Group, mcpd, ok, tmsh } from '../case.ts';

const R = 'ltm/rule/~T~r';
const rule = (apiAnonymous?: string): Ask => ['POST', 'ltm/rule', { name: 'r', partition: 'T', ...(apiAnonymous === undefined ? {} : { apiAnonymous }) }];
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const plain = 'when HTTP_REQUEST { HTTP::respond 200 }';
const virtual: Ask = [
  'POST',
  'ltm/virtual',
  {
    name: 'v',
    partition: 'T',
    destination: '/T/127.0.0.1:0',
    ipProtocol: 'tcp',
    profiles: ['/Common/http'],
    rules: ['/T/r'],
    disabled: true,
  },
];
const error = (message: RegExp): Expected => ({ status: 400, exactly: { code: 400, message, errorStack: [], apiError: 3 } });

export const rules: readonly Group[] = [
  {
    name: 'rule',
    cases: [
      {
        it: 'of the system is there, and marked',
        by: 'f5-ansible: load_ltm_irules',
        ask: ['GET', 'ltm/rule/_sys_https_redirect'],
        gets: ok({ apiAnonymous: /^nodelete nowrite\s*when HTTP_REQUEST/, apiRawValues: { verificationStatus: 'signature-verified' } }),
      },
      {
        it: 'of the system is not changed',
        by: 'f5-ansible: load_ltm_irules',
        ask: ['PATCH', 'ltm/rule/_sys_https_redirect', { apiAnonymous: plain }],
        gets: mcpd('01070734:3: Configuration error: The iRule (/Common/_sys_https_redirect) is a system rule and cannot be modified.'),
      },
      {
        it: 'of the system is not deleted',
        by: 'f5-ansible: load_ltm_irules',
        ask: ['DELETE', 'ltm/rule/_sys_https_redirect'],
        gets: mcpd('01070734:3: Configuration error: The iRule (/Common/_sys_https_redirect) is built in and cannot be deleted.'),
      },
      { it: 'has no metadata', by: 'switch', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', metadata: [{ name: 'a', value: 'b' }] }], gets: tmsh('"metadata" unknown property') },
      { it: 'in characters beyond ASCII is refused as a whole', by: 'K44543159', ask: rule('when HTTP_REQUEST { # \u00e9\n if {1} { } }'), gets: error(/./) },

      { it: 'is kept without white space around it', by: 'iRules: load errors', ask: rule(`\n\n${plain}\n  `), gets: ok({ kind: 'tm:ltm:rule:rulestate', fullPath: '/T/r', apiAnonymous: plain }) },
      { it: 'that is empty leaves its text out', by: 'iRules: load errors', ask: rule(), gets: ok({ name: 'r' }, 'apiAnonymous') },
      { it: 'has no description', by: 'POSH-LTM-Rest 188', ask: ['POST', 'ltm/rule', { name: 'r', partition: 'T', description: 'x' }], gets: tmsh('"description" unknown property') },
      { it: 'twice is a conflict', by: 'message 01020066', given: [rule(plain)], ask: rule(plain), gets: mcpd('01020066:3: The requested iRule (/T/r) already exists in partition T.') },
      { it: 'that is missing is not found', by: 'message 01020036', ask: ['GET', R], gets: mcpd('01020036:3: The requested iRule (/T/r) was not found.') },
      {
        it: 'with an unknown command is refused',
        by: 'message 01070151',
        ask: rule('when HTTP_REQUEST {\n  xlog local0.info "a"\n}'),
        gets: mcpd('01070151:3: Rule [/T/r] error: /T/r:2: error: [undefined procedure: xlog][xlog local0.info "a"]'),
      },
      { it: 'with two errors tells both, a line each', by: 'iRules: load errors', ask: rule('when HTTP_REQUEST {\n  xlog a\n  ylog b\n}'), gets: error(/^01070151:3: Rule \[\/T\/r\] error: \/T\/r:2: .*\n\/T\/r:3: /) },
      { it: 'with an open brace is refused', by: 'iRules: load errors', ask: rule('when HTTP_REQUEST {'), gets: error(/^01070151:3: Rule \[\/T\/r\] error: /) },
      { it: 'with an unknown event is refused', by: 'iRules: load errors', ask: rule('when HTTP_REQUESTS { }'), gets: error(/unknown event \(HTTP_REQUESTS\)/) },
      { it: 'with a disabled command is refused', by: 'iRules: load errors', ask: rule('when HTTP_REQUEST { exec ls }'), gets: error(/command is disabled: "exec"/) },
      { it: 'with a command in the wrong event is refused', by: 'iRules: load errors', ask: rule('when RULE_INIT { HTTP::uri }'), gets: error(/command is not valid in current event context \(RULE_INIT\)/) },
      {
        it: 'that names a pool that is missing is refused',
        by: 'message 01070151',
        ask: rule('when HTTP_REQUEST {\n  pool /T/p\n}'),
        gets: mcpd('01070151:3: Rule [/T/r] error: Unable to find pool (/T/p) referenced at line 2: [pool /T/p]'),
      },
      {
        it: 'that names a pool without a partition means Common',
        by: 'message 01070151',
        given: [pool],
        ask: rule('when HTTP_REQUEST {\n  pool p\n}'),
        gets: mcpd('01070151:3: Rule [/T/r] error: Unable to find pool (p) referenced at line 2: [pool p]'),
      },
      {
        it: 'that names a data group that is missing is refused',
        by: 'iRules: load errors',
        ask: rule('when HTTP_REQUEST {\n  set x [class match -- a equals /T/d]\n}'),
        gets: error(/^01070151:3: Rule \[\/T\/r\] error: Unable to find value_list \(\/T\/d\) referenced at line 2: \[class match -- a equals \/T\/d\]$/),
      },
      { it: 'that computes its pool is taken', by: 'iRules: load errors', ask: rule('when HTTP_REQUEST { pool [HTTP::host] }'), gets: ok({ name: 'r' }) },
      { it: 'past 65535 characters is refused', by: 'message 01020057', ask: rule(`when HTTP_REQUEST { # ${'x'.repeat(65_535)}\n}`), gets: mcpd('01020057:3: The string with more than 65535 characters cannot be stored in a message.') },
      {
        it: 'holds its pool',
        by: 'message 01070265',
        given: [pool, rule('when HTTP_REQUEST { pool /T/p }')],
        ask: ['DELETE', 'ltm/pool/~T~p'],
        gets: mcpd('01070265:3: The Pool (/T/p) cannot be deleted because it is in use by a rule (/T/r).'),
      },
      { it: 'that no longer names its pool lets it go', by: 'iRules: load errors', given: [pool, rule('when HTTP_REQUEST { pool /T/p }'), ['PATCH', R, { apiAnonymous: plain }]], ask: ['DELETE', 'ltm/pool/~T~p'], gets: { status: 200 } },
      { it: 'of a virtual server can not be deleted', by: 'message 01070265', given: [rule(plain), virtual], ask: ['DELETE', R], gets: mcpd('01070265:3: The rule (/T/r) cannot be deleted because it is in use by a Virtual Server (/T/v).') },
      { it: 'that is bad leaves the old one', by: 'iRules: load errors', given: [rule(plain)], ask: ['PATCH', R, { apiAnonymous: 'when X { }' }], gets: error(/unknown event/) },
      { it: 'whose error looks like markup is hidden by the filter', by: 'iRules: load errors', ask: rule('when HTTP_REQUEST { xlog "<html>" }'), gets: tmsh('HTML Tag-like Content in the Request URL/Body') },
    ],
  },
];
