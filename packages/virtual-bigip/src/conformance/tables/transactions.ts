/** Transactions: queued, echoed, and done wholly or not at all. */

import { type Ask, type Case, type Expected, failed, type Group, ok, refused, type Step } from '../case.ts';

const open: Ask = ['POST', 'transaction', {}];
const queue = ([method, path, body]: Ask): Ask => [method, path, body, { 'x-f5-rest-coordination-id': '{transId}' }];
const commit = (more: object = {}): Ask => ['PATCH', 'transaction/{transId}', { state: 'VALIDATING', ...more }];
const self: Ask = ['GET', 'transaction/{transId}'];
const pool = (name: string, more: object = {}): Ask => ['POST', 'ltm/pool', { name, partition: 'T', ...more }];
const member: Ask = ['POST', 'ltm/pool/~T~p/members', { name: '10.0.0.1:80', partition: 'T' }];
const monitor: Ask = ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T' }];
const three: readonly Step[] = [open, queue(pool('a')), queue(pool('b')), queue(pool('c'))];
const unknown = refused(404, 1, 'Found invalid transaction id 1.');
const gone: Expected = { status: 404, like: { message: /^Found invalid transaction id \d+\.$/, apiError: 1 } };
const notAllowed = (method: string): Expected => ({
  status: 400,
  exactly: { code: 400, message: new RegExp(`^Transaction \\d{16} operation ${method} is not allowed to be added to transaction\\.$`), errorStack: [], apiError: 1 },
});
/** What a commit of these commands is refused with. */
const fails = (it: string, given: readonly Step[], commands: readonly Ask[], message: string): Case => ({
  it: `${it} fails as 400`,
  by: 'message transaction failed',
  given: [...given, open, ...commands.map(queue)],
  ask: commit(),
  gets: failed(message),
});

export const transactions: readonly Group[] = [
  {
    name: 'transaction',
    cases: [
      {
        it: 'opens with an id of sixteen digits and 120 seconds',
        by: 'go-bigip: transactions',
        ask: open,
        gets: {
          status: 200,
          exactly: {
            transId: sixteenDigits,
            state: 'STARTED',
            timeoutSeconds: 120,
            asyncExecution: false,
            validateOnly: false,
            executionTimeout: 300,
            executionTime: 0,
            failureReason: '',
            kind: 'tm:transactionstate',
            selfLink: /^https:\/\/localhost\/mgmt\/tm\/transaction\/\d{16}\?ver=17\.1\.2$/,
          },
        },
      },
      { it: 'is listed', by: 'f5-sdk: transactions', given: [open], ask: ['GET', 'transaction'], gets: ok({ kind: 'tm:transactioncollectionstate', items: [{ state: 'STARTED', kind: 'tm:transactionstate' }] }) },
      { it: 'that nobody opened is not listed', by: 'f5-sdk: transactions', ask: ['GET', 'transaction'], gets: ok({ items: [] }) },
      { it: 'is told by its id', by: 'f5-sdk: transactions', given: [open], ask: self, gets: ok({ state: 'STARTED' }) },
      { it: 'lasts as long as is asked', by: 'switch', given: [open, ['PATCH', 'transaction/{transId}', { timeoutSeconds: 300 }], { after: 299 }], ask: self, gets: ok({ timeoutSeconds: 300 }) },
      { it: 'is given up by deleting it', by: 'f5-sdk: transactions', given: [open, ['DELETE', 'transaction/{transId}']], ask: self, gets: gone },
      { it: 'that nobody opened is unknown', by: 'go-bigip: transactions', ask: ['GET', 'transaction/1'], gets: unknown },
      { it: 'that nobody opened takes no commands', by: 'go-bigip: transactions', ask: ['POST', 'ltm/pool', { name: 'p' }, { 'x-f5-rest-coordination-id': '1' }], gets: unknown },
      { it: 'that nobody opened is not committed', by: 'go-bigip: transactions', ask: ['PATCH', 'transaction/1', { state: 'VALIDATING' }], gets: unknown },
      { it: 'without an id is missed', by: 'message Missing transaction ID', ask: ['PATCH', 'transaction', { state: 'VALIDATING' }], gets: refused(404, 1, 'Missing transaction ID for this call.') },
      { it: 'does not last no time', by: 'f5-common-python 840', ask: ['POST', 'transaction', { timeoutSeconds: 0 }], gets: refused(400, 1, 'invalid property value "timeoutSeconds":"0"') },
      { it: 'goes into no other state', by: 'f5-common-python 840', given: [open], ask: ['PATCH', 'transaction/{transId}', { state: 'DONE' }], gets: refused(400, 1, 'invalid property value "state":"DONE"') },
      { it: 'is not replaced', by: 'icrd: methods', given: [open], ask: ['PUT', 'transaction/{transId}', {}], gets: refused(405, 1, 'Method PUT is not allowed on a transaction.') },
      { it: 'has commands that are not made there', by: 'icrd: methods', given: [open], ask: ['POST', 'transaction/{transId}/commands', {}], gets: refused(405, 1, 'Method POST is not allowed on the commands of a transaction.') },
    ],
  },
  {
    name: 'command of a transaction',
    cases: [
      {
        it: 'is echoed, not carried out',
        by: 'octavia-f5: transactions',
        given: [open],
        ask: queue(pool('p')),
        gets: {
          status: 200,
          exactly: {
            method: 'POST',
            uri: 'https://localhost/mgmt/tm/ltm/pool',
            body: { name: 'p', partition: 'T' },
            evalOrder: 1,
            commandId: 1,
            kind: 'tm:transaction:commandsstate',
            selfLink: /^https:\/\/localhost\/mgmt\/tm\/transaction\/\d{16}\/commands\/1\?ver=17\.1\.2$/,
          },
        },
      },
      {
        it: 'is echoed with the query of its own',
        by: 'octavia-f5: transactions',
        given: [open],
        ask: queue(['PATCH', 'ltm/data-group/internal/~T~d?options=records+none', {}]),
        gets: ok({ uri: 'https://localhost/mgmt/tm/ltm/data-group/internal/~T~d?options=records+none' }),
      },
      { it: 'is numbered', by: 'octavia-f5: transactions', given: [open, queue(pool('a'))], ask: queue(pool('b')), gets: ok({ commandId: 2, evalOrder: 2 }) },
      { it: 'changes nothing before the commit', by: 'f5-sdk: transactions', given: [open, queue(pool('p'))], ask: ['GET', 'ltm/pool'], gets: ok({}, 'items') },
      { it: 'that reads is answered at once, from what is committed', by: 'f5-sdk: transactions', given: [open, queue(pool('p'))], ask: queue(['GET', 'ltm/pool']), gets: ok({ kind: 'tm:ltm:pool:poolcollectionstate' }, 'items') },
      { it: 'that is no JSON is refused at once', by: 'message Found invalid JSON body', given: [open], ask: queue(['POST', 'ltm/pool', '{']), gets: refused(400, 1, 'Found invalid JSON body in the request.') },
      { it: 'is told', by: 'f5-sdk: transactions', given: three, ask: ['GET', 'transaction/{transId}/commands/2'], gets: ok({ commandId: 2, body: { name: 'b' } }) },
      {
        it: 'is listed',
        by: 'f5-sdk: transactions',
        given: three,
        ask: ['GET', 'transaction/{transId}/commands'],
        gets: ok({ kind: 'tm:transaction:commandscollectionstate', items: [{ commandId: 1 }, { commandId: 2 }, { commandId: 3 }] }),
      },
      {
        it: 'is moved',
        by: 'F5 doc: transactions',
        given: [...three, ['PATCH', 'transaction/{transId}/commands/3', { evalOrder: 1 }]],
        ask: ['GET', 'transaction/{transId}/commands'],
        gets: ok({
          items: [
            { commandId: 3, evalOrder: 1 },
            { commandId: 1, evalOrder: 2 },
            { commandId: 2, evalOrder: 3 },
          ],
        }),
      },
      { it: 'is not moved nowhere', by: 'f5-common-python 840', given: three, ask: ['PATCH', 'transaction/{transId}/commands/3', { evalOrder: 'x' }], gets: refused(400, 1, 'invalid property value "evalOrder":"x"') },
      { it: 'is deleted', by: 'F5 doc: transactions', given: [...three, ['DELETE', 'transaction/{transId}/commands/2']], ask: ['GET', 'transaction/{transId}/commands'], gets: ok({ items: [{ commandId: 1 }, { commandId: 3 }] }) },
      { it: 'that is not there is invalid', by: 'message Found invalid command id', given: three, ask: ['GET', 'transaction/{transId}/commands/4'], gets: refused(400, 1, 'Found invalid command id 4.') },
      { it: 'has nothing below', by: 'message Found invalid command id', given: three, ask: ['GET', 'transaction/{transId}/commands/3/members/'], gets: refused(400, 1, 'Found invalid command id 3/members/.') },
      { it: 'does not commit', by: 'message is not allowed to be added', given: [open, queue(pool('p'))], ask: queue(['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }]), gets: notAllowed('PATCH') },
      { it: 'does not open another', by: 'message is not allowed to be added', given: [open], ask: queue(open), gets: notAllowed('POST') },
      { it: 'does not save', by: 'switch', given: [open], ask: queue(['POST', 'sys/config', { command: 'save' }]), gets: notAllowed('POST') },
      { it: 'does not run bash', by: 'switch', given: [open], ask: queue(['POST', 'util/bash', { command: 'run', utilCmdArgs: "-c 'hostname'" }]), gets: notAllowed('POST') },
    ],
  },
  {
    name: 'commit of a transaction',
    cases: [
      { it: 'that was done takes no more commands', by: 'switch', given: [open, queue(pool('p')), commit()], ask: queue(pool('q')), gets: gone },

      { it: 'is answered when it is done', by: 'go-bigip: transactions', given: [open, queue(pool('p'))], ask: commit(), gets: ok({ state: 'COMPLETED', failureReason: '', kind: 'tm:transactionstate' }) },
      { it: 'takes effect', by: 'go-bigip: transactions', given: [open, queue(pool('p')), commit()], ask: ['GET', 'ltm/pool/~T~p'], gets: ok({ name: 'p' }) },
      { it: 'does a pool and then its member', by: 'f5-sdk: transactions', given: [open, queue(pool('p')), queue(member), commit()], ask: ['GET', 'ltm/pool/~T~p/members'], gets: ok({ items: [{ name: '10.0.0.1:80' }] }) },
      {
        it: 'does commands in the order that they were given',
        by: 'F5 doc: transactions',
        given: [open, queue(member), queue(pool('p')), ['PATCH', 'transaction/{transId}/commands/2', { evalOrder: 1 }]],
        ask: commit(),
        gets: ok({ state: 'COMPLETED' }),
      },
      {
        it: 'takes a member and its node away together',
        by: 'f5-sdk: transactions',
        given: [pool('p', { members: [{ name: '10.0.0.1:80', partition: 'T' }] }), open, queue(['DELETE', 'ltm/pool/~T~p/members/~T~10.0.0.1:80']), queue(['DELETE', 'ltm/node/~T~10.0.0.1']), commit()],
        ask: ['GET', 'ltm/node'],
        gets: ok({}, 'items'),
      },
      { it: 'of nothing is not found', by: 'message there is no command to commit', given: [open], ask: commit(), gets: refused(404, 1, 'there is no command to commit in the transaction.') },
      { it: 'that only validates is completed', by: 'F5 doc: validateOnly', given: [open, queue(pool('p'))], ask: commit({ validateOnly: true }), gets: ok({ state: 'COMPLETED', validateOnly: true }) },
      { it: 'that only validates changes nothing', by: 'F5 doc: validateOnly', given: [open, queue(pool('p')), commit({ validateOnly: true })], ask: ['GET', 'ltm/pool'], gets: ok({}, 'items') },
      {
        it: 'that only validates finds what is wrong',
        by: 'F5 doc: validateOnly',
        given: [open, queue(pool('p', { monitor: '/T/m' }))],
        ask: commit({ validateOnly: true }),
        gets: failed('01070022:3: The monitor template /T/m was not found.'),
      },
      {
        it: 'may be said to only validate from the start',
        by: 'F5 doc: validateOnly',
        given: [['POST', 'transaction', { validateOnly: true }], queue(pool('p')), ['PATCH', 'transaction/{transId}', { state: 'VALIDATING' }]],
        ask: ['GET', 'ltm/pool'],
        gets: ok({}, 'items'),
      },
      { it: 'that runs by itself is answered at once', by: 'F5 doc: asyncExecution', given: [open, queue(pool('p'))], ask: commit({ asyncExecution: true }), gets: ok({ state: 'VALIDATING', asyncExecution: true }) },
      { it: 'that ran by itself is told by the transaction', by: 'F5 doc: asyncExecution', given: [open, queue(pool('p')), commit({ asyncExecution: true })], ask: self, gets: ok({ state: 'COMPLETED' }) },
      {
        it: 'that ran by itself and failed says why',
        by: 'F5 doc: asyncExecution',
        given: [open, queue(['DELETE', 'ltm/pool/~T~p']), commit({ asyncExecution: true })],
        ask: self,
        gets: ok({ state: 'FAILED', failureReason: 'transaction failed:01020036:3: The requested Pool (/T/p) was not found.' }),
      },
      { it: 'comes too late after the time without a word', by: 'F5 doc: transactions', given: [open, queue(pool('p')), { after: 120 }], ask: commit(), gets: gone },
      { it: 'is in time when something was said meanwhile', by: 'F5 doc: transactions', given: [open, queue(pool('p')), { after: 119 }, queue(pool('q')), { after: 119 }], ask: commit(), gets: ok({ state: 'COMPLETED' }) },
      { it: 'comes once', by: 'switch', given: [open, queue(pool('p')), commit()], ask: commit(), gets: gone },
      { it: 'that failed is the last', by: 'switch', given: [open, queue(['DELETE', 'ltm/pool/~T~p']), { attempt: commit() }], ask: commit(), gets: gone },
      { it: 'that failed leaves nothing', by: 'F5 doc: transactions', given: [open, queue(pool('p')), queue(pool('q', { monitor: '/T/m' })), { attempt: commit() }], ask: ['GET', 'ltm/pool'], gets: ok({}, 'items') },
      { it: 'that failed leaves no node behind', by: 'F5 doc: transactions', given: [pool('p'), open, queue(member), queue(member), { attempt: commit() }], ask: ['GET', 'ltm/node'], gets: ok({}, 'items') },
      fails('of what is missing', [], [['DELETE', 'ltm/pool/~T~p']], '01020036:3: The requested Pool (/T/p) was not found.'),
      fails('of what is there', [pool('p')], [pool('p')], '01020066:3: The requested Pool (/T/p) already exists in partition T.'),
      fails('of no name', [], [['POST', 'ltm/pool', {}]], 'one or more configuration identifiers must be provided'),
      fails('of a value that can not be', [], [pool('p', { loadBalancingMode: 'rr' })], 'invalid property value "loadBalancingMode":"rr"'),
      fails(
        'of a monitor given up in it',
        [monitor, pool('p', { monitor: '/T/m' })],
        [
          ['PATCH', 'ltm/pool/~T~p', { monitor: '' }],
          ['DELETE', 'ltm/monitor/tcp/~T~m'],
        ],
        '01070083:3: Monitor /T/m is in use.',
      ),
      fails(
        'of a monitor whose pool goes in it',
        [monitor, pool('p', { monitor: '/T/m' })],
        [
          ['DELETE', 'ltm/pool/~T~p'],
          ['DELETE', 'ltm/monitor/tcp/~T~m'],
        ],
        '01070083:3: Monitor /T/m is in use.',
      ),
      fails('of a partition and what is in it', [], [['POST', 'auth/partition', { name: 'U' }], pool('p', { partition: 'U' })], 'The requested folder (/U) was not found.'),
      fails('of what comes before what it points to', [], [pool('p', { monitor: '/T/m' }), monitor], '01070022:3: The monitor template /T/m was not found.'),
      fails('of the second that is wrong', [], [pool('a'), pool('a')], '01020066:3: The requested Pool (/T/a) already exists in partition T.'),
    ],
  },
];

function sixteenDigits(value: unknown): boolean {
  return typeof value === 'number' && /^\d{16}$/.test(String(value));
}
