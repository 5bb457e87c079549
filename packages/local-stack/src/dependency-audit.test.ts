/** The real pnpm, and a registry of the test's own. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { auditDependencies } from './dependency-audit.ts';

const advisory = { id: 1, url: 'https://advisories.example.com/1', title: 'made up', vulnerable_versions: '<99.0.0', cwe: [] };

test.for([
  {
    when: 'nothing is known',
    status: 200,
    answer: {},
    result: { kind: 'clean', says: /^No high or critical weakness is known of [1-9]\d+ packages\.$/ },
  },
  {
    when: 'a package has a high weakness',
    status: 200,
    answer: { pino: [{ ...advisory, severity: 'high' }] },
    result: { kind: 'weak', findings: [/^high: pino \d\S* \(packages__process>pino\): made up, https:\/\/advisories\.example\.com\/1$/] },
  },
  { when: 'one has a moderate one', status: 200, answer: { pino: [{ ...advisory, severity: 'moderate' }] }, result: { kind: 'clean' } },
  {
    when: 'that is not answered',
    status: 405,
    answer: {},
    result: { kind: 'unanswered', says: /^Not audited: the package registry answers 405 / },
  },
])('where $when, it says so', async ({ status, answer, result }) => {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const address = server.address();
    const audited = await auditDependencies(`http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/`);
    const like = (value: unknown): unknown => (value instanceof RegExp ? expect.stringMatching(value) : value);
    const expected = Object.entries(result).map(([name, value]) => [name, Array.isArray(value) ? value.map(like) : like(value)]);
    expect(audited).toMatchObject(Object.fromEntries(expected));
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('where nobody can be asked, it says so', async () => {
  expect(await auditDependencies('http://127.0.0.1:9/')).toMatchObject({
    kind: 'unanswered',
    says: expect.stringContaining('could not be reached'),
  });
});
