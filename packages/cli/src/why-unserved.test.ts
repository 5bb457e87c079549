/** Why a container is not served, of which nothing is planned. */
import { expect, test } from 'vitest';
import { nothingExpected } from './expected.ts';
import { configured, why } from './testing/why.ts';
import { container, engine, problem } from './testing/world.ts';

test.for([
  {
    when: 'it has a problem',
    name: 'www-9',
    change: {
      'berth-engines': { docker1: engine(container('www-9', 'aaa9')) },
      'berth-problems': {
        'planner-east.one': problem(
          'container www-9: exposes no TCP port',
          'engine docker1, container www-9 (aaa900000000)',
          'container-aaa900000000-port-www',
        ),
      },
    },
    says: 'id aaa900000000\n  not served: exposes no TCP port; do this\n',
  },
  {
    when: 'it does not run',
    name: 'old-1',
    change: { 'berth-engines': { docker1: engine(container('old-1', 'bbb1', { state: 'exited' })) } },
    says: 'id bbb100000000\n  not served: it does not run\n',
  },
  { when: 'it does not count', name: 'db', change: {}, says: 'not served: it has no berth. label, and its name db is not NAME-NUMBER' },
  {
    when: 'its engine is not configured any more',
    name: 'api-1',
    change: { 'berth-engines': { docker9: { ...engine(container('api-1', 'ccc1')), name: 'docker9' } } },
    says: 'not served: its engine docker9 does not count: the configuration does not name it',
  },
  {
    when: 'nobody plans its site',
    name: 'api-1',
    change: { 'berth-engines': { docker1: engine(container('api-1', 'ccc1')) }, 'berth-leases': { 'planner.east': null } },
    says: 'not served: no planner runs for its site east',
  },
  {
    when: 'it is not planned yet',
    name: 'api-1',
    change: { 'berth-engines': { docker1: engine(container('api-1', 'ccc1')) } },
    says: 'not served: the planner has not planned it yet\n',
  },
  {
    when: 'its label takes it out',
    name: 'www-7',
    change: { 'berth-engines': { docker1: engine(container('www-7', 'bbb7', { labels: { 'berth.enable': 'false' } })) } },
    says: 'its label berth.enable takes it out',
  },
])('a container is not served when $when', ({ name, change, says }) => {
  const { report, text } = why(name, change);
  expect(text).toContain(says);
  expect(report.well).toBe(false);
});

test('a container without a label, where only labelled ones count, and where the configuration is not known', () => {
  const change = { 'berth-engines': { docker1: engine(container('api-1', 'ccc1')) } };
  const strict = 'it has no berth. label, and only containers that have one count (expose: labelled)';
  expect(why('api-1', change, { ...configured, expose: 'labelled' }).text).toContain(`not served: ${strict}\n`);
  const unsure = `not served: the planner has not planned it yet; or, as the configuration is not known here: ${strict}\n`;
  expect(why('api-1', change, nothingExpected).text).toContain(unsure);
});

test('a container in a site without a BIG-IP', () => {
  const change = { 'berth-engines': { docker1: engine(container('api-1', 'ccc1')) } };
  const elsewhere = { ...configured, bigips: [{ name: 'edge', site: 'west', kinds: ['ltm'] as const }] };
  expect(why('api-1', change, elsewhere).text).toContain('not served: its site east has no BIG-IP\n');
});
