/** What BIG-IP's answers mean, in the words that BIG-IPs use. */
import { expect, test } from 'vitest';
import { classify } from './classify.ts';

const icrd = (code: number, message: string, apiError = 3) => JSON.stringify({ code, message, errorStack: [], apiError });
const restjavad = (code: number, message: string) =>
  JSON.stringify({ code, message, referer: '192.0.2.5', restOperationId: 6229426, kind: ':resterrorresponse' });

test.for([
  {
    when: 'mcpd knows no such object',
    status: 404,
    body: icrd(404, '01020036:3: The requested Pool (/berth/www) was not found.'),
    kind: 'not-found',
  },
  { when: 'a member is missing', status: 404, body: icrd(404, 'Object not found - /berth/10.0.0.1:80', 1), kind: 'not-found' },
  {
    when: 'the folder of a new object is missing',
    status: 400,
    body: icrd(400, 'The requested folder (/berth) was not found.'),
    kind: 'rejected',
  },
  {
    when: 'icrd is not registered yet',
    status: 404,
    body: restjavad(404, 'URI path /mgmt/tm/ltm/pool not registered.  Please verify URI is supported'),
    kind: 'busy',
  },
  {
    when: 'restjavad finds no public path',
    status: 404,
    body: restjavad(404, 'Public URI path not registered: /tm/ltm/pool'),
    kind: 'busy',
  },
  { when: 'restjavad speaks of something not found', status: 404, body: restjavad(404, 'worker was not found'), kind: 'busy' },
  { when: 'httpd answers 404 in HTML', status: 404, body: '<html><title>404 Not Found</title></html>', kind: 'busy' },
  {
    when: 'it exists already',
    status: 409,
    body: icrd(409, '01020066:3: The requested Pool (/berth/www) already exists in partition berth.'),
    kind: 'conflict',
  },
  {
    when: 'the object is in use',
    status: 400,
    body: icrd(400, '01070265:3: The Pool (/berth/www) cannot be deleted because it is in use by a Virtual Server (/berth/v).'),
    kind: 'rejected',
  },
  { when: 'the password is wrong', status: 401, body: restjavad(401, 'Authentication failed.'), kind: 'unauthorized' },
  { when: 'the token has ended', status: 401, body: restjavad(401, 'X-F5-Auth-Token has expired.'), kind: 'expired' },
  { when: 'the token is unknown', status: 401, body: restjavad(401, 'X-F5-Auth-Token does not exist.'), kind: 'expired' },
  { when: 'httpd wants authorization', status: 401, body: '<html><title>401 F5 Authorization Required</title></html>', kind: 'expired' },
  {
    when: 'the authentication services restart',
    status: 401,
    body: restjavad(401, 'Authorization failed: no user authentication header or token detected. Uri:http://localhost:8100/mgmt/tm'),
    kind: 'busy',
  },
  {
    when: 'the role may not read it',
    status: 401,
    body: restjavad(401, 'Authorization failed: user=https://localhost/mgmt/shared/authz/users/test resource=/mgmt/tm/net/self verb=GET'),
    kind: 'forbidden',
  },
  {
    when: 'the role may not write it',
    status: 400,
    body: icrd(400, '01070822:3: Access Denied: User (berth) may not change folder /Common.'),
    kind: 'forbidden',
  },
  {
    when: 'the user has too many tokens',
    status: 400,
    body: restjavad(400, 'user 21232f29-7a57-35a7-8389-4a0e4a801fc3 has reached maximum active login tokens'),
    kind: 'token-limit',
  },
  {
    when: 'an asynchronous task runs',
    status: 503,
    body: icrd(503, 'There is an active asynchronous task executing.', 32964609),
    kind: 'busy',
  },
  {
    when: 'httpd restarts',
    status: 503,
    body: '<html><title>503 Service Unavailable</title>Configuration Utility restarting</html>',
    kind: 'busy',
  },
  { when: 'mcpd is away for a moment', status: 400, body: icrd(400, "can't get object count from mcpd"), kind: 'busy' },
  {
    when: 'mcpd went during the request',
    status: 500,
    body: icrd(500, 'The connection to mcpd has been lost, try again.', 32768001),
    kind: 'ambiguous',
  },
  { when: 'Jetty gave up waiting', status: 500, body: '<html><title>Error 500 AsyncContext timeout</title></html>', kind: 'ambiguous' },
  { when: 'the gateway lost its backend', status: 502, body: '', kind: 'ambiguous' },
  { when: 'a success is no success', status: 302, body: '', kind: 'unexpected' },
  {
    when: 'a transaction meets a missing object',
    status: 400,
    body: icrd(400, 'transaction failed:01020036:3: The requested Pool (/berth/www) was not found.', 2),
    kind: 'not-found',
  },
  {
    when: 'a transaction meets an existing object',
    status: 400,
    body: icrd(400, 'transaction failed:01020066:3: The requested Pool (/berth/www) already exists in partition berth.', 2),
    kind: 'conflict',
  },
  {
    when: 'a transaction is refused',
    status: 400,
    body: icrd(400, 'transaction failed:01070320:3: Snatpool a is still referenced by a virtual server.', 2),
    kind: 'rejected',
  },
  { when: 'a transaction is empty', status: 404, body: icrd(404, 'there is no command to commit in the transaction.', 1), kind: 'busy' },
])('$status is $kind when $when', ({ status, body, kind }) => {
  expect(classify(status, body).kind).toBe(kind);
});

test("keeps BIG-IP's own words, of a transaction the refused command's", () => {
  expect(classify(400, icrd(400, 'transaction failed:01070320:3: Snatpool a is still referenced.')).detail).toBe(
    '01070320:3: Snatpool a is still referenced.',
  );
  expect(classify(502, '<html><title>502 Proxy Error</title>').detail).toBe('HTTP 502 without a JSON error (502 Proxy Error)');
});

test('never repeats the request that restjavad encloses', () => {
  const body = JSON.stringify({ code: 400, message: 'bad', originalRequestBody: '{"password":"secret"}', restOperationId: 1 });
  expect(JSON.stringify(classify(400, body))).not.toContain('secret');
});
