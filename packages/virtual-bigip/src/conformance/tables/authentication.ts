/** Logging in, tokens and basic authentication. */

import { type Ask, as, denied, type Group, ok, type Step } from '../case.ts';

const LOGIN = '/mgmt/shared/authn/login';
const TOKENS = '/mgmt/shared/authz/tokens';
const OWN = `${TOKENS}/{token}`;
const none = { authorization: '' };
const credentials = { username: 'admin', password: 'admin', loginProviderName: 'tmos' };
const login = (more: object = {}): Ask => ['POST', LOGIN, { ...credentials, ...more }, none];
const byToken = (ask: Ask): Ask => [ask[0], ask[1], ask[2], { ...none, 'x-f5-auth-token': '{token}' }];
const pools: Ask = ['GET', 'ltm/pool'];
const bob: readonly Step[] = [['POST', 'auth/user', { name: 'bob', password: 'bob', partitionAccess: [{ name: 'all-partitions', role: 'guest' }] }]];
const loginBob = login({ username: 'bob', password: 'bob' });
const failed = denied(401, 'Authentication failed.');
const gone = denied(401, 'X-F5-Auth-Token does not exist.');
const expired = denied(401, 'X-F5-Auth-Token has expired.');
const nothing = (path: string) => denied(401, `Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100/mgmt/tm/${path} Referrer:127.0.0.1 Sender:127.0.0.1`);
const notRegistered = { status: 404, like: { message: /^Public URI path not registered: \/shared\/authz\/tokens\/[A-Z2-7]{26}$/, kind: ':resterrorresponse' } };
const full = denied(400, 'user 21232f29-7a57-35a7-8389-4a0e4a801fc3 has reached maximum active login tokens');
const hundred = Array.from({ length: 100 }, () => login());
const micros = (value: unknown) => typeof value === 'number' && value % 1000 === 0;

export const authentication: readonly Group[] = [
  {
    name: 'login',
    cases: [
      {
        it: 'gives a token of 26 characters for 1200 seconds',
        by: 'f5-ansible-bigip: tmos_auth_response',
        ask: login(),
        gets: {
          status: 200,
          exactly: {
            username: 'admin',
            loginReference: { link: /^https:\/\/localhost\/mgmt\/cm\/system\/authn\/providers\/tmos\/[0-9a-f-]{36}\/login$/ },
            loginProviderName: 'tmos',
            token: {
              token: /^[A-Z2-7]{26}$/,
              name: /^[A-Z2-7]{26}$/,
              userName: 'admin',
              authProviderName: 'tmos',
              user: { link: 'https://localhost/mgmt/shared/authz/users/admin' },
              groupReferences: [],
              timeout: 1200,
              startTime: /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/,
              address: '127.0.0.1',
              partition: '[All]',
              generation: 1,
              lastUpdateMicros: micros,
              expirationMicros: micros,
              kind: 'shared:authz:tokens:authtokenitemstate',
              selfLink: /^https:\/\/localhost\/mgmt\/shared\/authz\/tokens\/[A-Z2-7]{26}$/,
            },
            generation: 0,
            lastUpdateMicros: 0,
          },
        },
      },
      { it: 'needs no provider to be named', by: 'f5-sdk: token login', ask: ['POST', LOGIN, { username: 'admin', password: 'admin' }, none], gets: ok({ loginProviderName: 'tmos' }) },
      { it: 'may come with basic authentication', by: 'f5-sdk: token login', ask: ['POST', LOGIN, credentials], gets: ok({ username: 'admin' }) },
      { it: 'fails with a wrong password', by: 'message Authentication failed', ask: login({ password: 'x' }), gets: failed },
      { it: 'fails for an unknown user', by: 'message Authentication failed', ask: login({ username: 'x' }), gets: failed },
      { it: 'fails with an unknown provider', by: 'message Authentication failed', ask: login({ loginProviderName: 'local' }), gets: failed },
      { it: 'fails without a user', by: 'message Authentication failed', ask: login({ username: 5 }), gets: failed },
      { it: 'fails without a password', by: 'message Authentication failed', ask: login({ password: null }), gets: failed },
      { it: 'fails for who may do nothing', by: 'switch', given: [['POST', 'auth/user', { name: 'eve', password: 'eve' }]], ask: login({ username: 'eve', password: 'eve' }), gets: failed },
      {
        it: 'fails for an account without a password',
        by: 'switch',
        given: [['POST', 'auth/user', { name: 'eve', partitionAccess: [{ name: 'all-partitions', role: 'guest' }] }]],
        ask: login({ username: 'eve', password: '' }),
        gets: failed,
      },
      { it: 'is refused with 100 tokens of the user around', by: 'K44237337', given: hundred, ask: login(), gets: full },
      { it: 'is fine again when one of 100 is gone', by: 'K44237337', given: [...hundred, ['DELETE', OWN]], ask: login(), gets: { status: 200 } },
      { it: 'is fine again when 100 are expired', by: 'K44237337', given: [...hundred, { after: 1200 }], ask: login(), gets: { status: 200 } },
      { it: 'of another user is fine with 100 of the first around', by: 'K44237337', given: [...bob, ...hundred], ask: loginBob, gets: { status: 200 } },
    ],
  },
  {
    name: 'request',
    cases: [
      { it: 'without credentials is told so, with its path', by: 'terraform-provider-bigip 469', ask: ['GET', 'ltm/pool', undefined, none], gets: nothing('ltm/pool') },
      { it: 'with credentials of another kind is told so', by: 'terraform-provider-bigip 469', ask: ['GET', 'ltm/pool', undefined, { authorization: 'Bearer x' }], gets: nothing('ltm/pool') },
      { it: 'with an unknown token is told so', by: 'POSH-LTM-Rest 188', ask: ['GET', 'ltm/pool', undefined, { ...none, 'x-f5-auth-token': 'A' }], gets: gone },
      { it: 'with an unknown token and a password is told of the token', by: 'switch', ask: ['GET', 'ltm/pool', undefined, { 'x-f5-auth-token': 'A' }], gets: gone },
      {
        it: 'with a wrong password gets the page of the web server',
        by: 'F5 Authorization Required',
        ask: ['GET', 'ltm/pool', undefined, { authorization: `Basic ${Buffer.from('admin:x').toString('base64')}` }],
        gets: { status: 401, headers: { 'content-type': 'text/html; charset=iso-8859-1' } },
      },
      { it: 'with a password gets the cookies of a session', by: 'iControl REST: headers', ask: pools, gets: { status: 200, headers: { 'set-cookie': [/^BIGIPAuthCookie=/, /^BIGIPAuthUsernameCookie=admin;/] } } },
      { it: 'with a token is answered', by: 'f5-sdk: token login', given: [login()], ask: byToken(pools), gets: ok({ kind: 'tm:ltm:pool:poolcollectionstate' }) },
      { it: 'with the token of a user that is gone is told so', by: 'switch', given: [...bob, loginBob, ['DELETE', 'auth/user/bob']], ask: byToken(pools), gets: gone },
    ],
  },
  {
    name: 'token',
    cases: [
      { it: 'holds as long as it should', by: 'f5-ansible-bigip: tmos_auth_response', given: [login(), { after: 1199 }], ask: byToken(pools), gets: { status: 200 } },
      { it: 'ends, however much it was used', by: 'K59142111', given: [login(), { after: 1199 }, byToken(pools), { after: 1 }], ask: byToken(pools), gets: expired },
      { it: 'is told', by: 'f5-sdk: tokens', given: [login()], ask: ['GET', OWN], gets: ok({ userName: 'admin', timeout: 1200, generation: 1 }) },
      { it: 'is extended', by: 'f5-icontrol-rest-python: timeout', given: [login()], ask: byToken(['PATCH', OWN, { timeout: 3600 }]), gets: ok({ timeout: 3600, generation: 2 }) },
      { it: 'that was extended holds longer', by: 'f5-icontrol-rest-python: timeout', given: [login(), ['PATCH', OWN, { timeout: 3600 }], { after: 3599 }], ask: byToken(pools), gets: { status: 200 } },
      { it: 'that was extended ends too', by: 'f5-icontrol-rest-python: timeout', given: [login(), ['PATCH', OWN, { timeout: 3600 }], { after: 3600 }], ask: byToken(pools), gets: expired },
      { it: 'lives 36000 seconds at most', by: 'message absolute timeout', given: [login()], ask: ['PATCH', OWN, { timeout: 36_001 }], gets: denied(406, 'Auth-token absolute timeout (36000 seconds) exceeded') },
      { it: 'lives 36000 seconds', by: 'message absolute timeout', given: [login()], ask: ['PATCH', OWN, { timeout: 36_000 }], gets: ok({ timeout: 36_000 }) },
      { it: 'is not extended by a word', by: 'switch', given: [login()], ask: ['PATCH', OWN, { timeout: 'long' }], gets: denied(400, 'Invalid timeout "long"') },
      { it: 'is not extended by nothing', by: 'switch', given: [login()], ask: ['PATCH', OWN, {}], gets: denied(400, 'Invalid timeout null') },
      { it: 'is not extended by less than a second', by: 'switch', given: [login()], ask: ['PATCH', OWN, { timeout: 0 }], gets: denied(400, 'Invalid timeout 0') },
      { it: 'that was deleted is told by that', by: 'f5-sdk: tokens', given: [login()], ask: byToken(['DELETE', OWN]), gets: ok({ userName: 'admin' }) },
      { it: 'that was deleted does not exist', by: 'POSH-LTM-Rest 188', given: [login(), ['DELETE', OWN]], ask: byToken(pools), gets: gone },
      { it: 'that was deleted is not told', by: 'f5-sdk: tokens', given: [login(), ['DELETE', OWN]], ask: ['GET', OWN], gets: notRegistered },
      { it: 'is not replaced', by: 'icrd: methods', given: [login()], ask: ['PUT', OWN, {}], gets: denied(405, 'Method not allowed') },
      {
        it: 'is listed',
        by: 'f5-sdk: tokens',
        given: [login()],
        ask: ['GET', TOKENS],
        gets: ok({ kind: 'shared:authz:tokens:authtokencollectionstate', selfLink: 'https://localhost/mgmt/shared/authz/tokens', items: [{ userName: 'admin' }] }),
      },
      { it: 'of anybody is listed for an administrator', by: 'f5-sdk: tokens', given: [...bob, login(), loginBob], ask: ['GET', TOKENS], gets: ok({ items: [{ userName: 'admin' }, { userName: 'bob' }] }) },
      { it: 'of others is not listed for others', by: 'f5-sdk: tokens', given: [...bob, loginBob, login()], ask: as('bob', ['GET', TOKENS]), gets: ok({ items: [{ userName: 'bob' }] }) },
      { it: 'of others is not told to others', by: 'f5-sdk: tokens', given: [...bob, login()], ask: as('bob', ['GET', OWN]), gets: notRegistered },
      { it: 'of others is not deleted by others', by: 'f5-sdk: tokens', given: [...bob, login(), { attempt: as('bob', ['DELETE', TOKENS]) }], ask: byToken(pools), gets: { status: 200 } },
      { it: 'is deleted with all', by: 'f5-sdk: tokens', given: [login(), ['DELETE', TOKENS]], ask: ['GET', TOKENS], gets: ok({ items: [] }) },
      { it: 'is not made among the tokens', by: 'icrd: methods', ask: ['POST', TOKENS, {}], gets: denied(405, 'Method not allowed') },
    ],
  },
  {
    name: '13.1: restjavad',
    options: { version: '13.1.5' },
    cases: [
      {
        it: 'tells where in it a refusal comes from',
        by: 'POSH-LTM-Rest 188',
        ask: ['GET', 'ltm/pool', undefined, { ...none, 'x-f5-auth-token': 'A' }],
        gets: {
          status: 401,
          like: {
            code: 401,
            message: 'X-F5-Auth-Token does not exist.',
            errorStack: ['java.lang.SecurityException: X-F5-Auth-Token does not exist.', 'at com.f5.rest.workers.EvaluatePermissions.failPermissionValidation(EvaluatePermissions.java:249)'],
            kind: ':resterrorresponse',
          },
        },
      },
      {
        it: 'tells where in it a missing path is missed',
        by: 'K94602685',
        ask: ['GET', 'ltm/pols'],
        gets: { status: 404, like: { errorStack: ['com.f5.rest.common.RestWorkerUriNotFoundException: Public URI path not registered: /tm/ltm/pols', 'at com.f5.rest.common.RestServer.trySendInProcess(RestServer.java:177)'] } },
      },
      { it: 'gives tokens without groups', by: 'f5-ansible-bigip: tmos_auth_response', ask: login(), gets: { status: 200, like: { token: { timeout: 1200 } } } },
    ],
  },
];
