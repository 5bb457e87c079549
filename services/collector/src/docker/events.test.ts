/** What each event of a real engine asks for, and what is made of lines that aren't Docker's. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type DockerEvent, eventFilters, readEvent } from './events.ts';

const recorded: readonly string[] = readFileSync(new URL('../testdata/events.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const id = 'cb3966e0f9172a5474202fe5b4db8f16fac4928e94b367ca971edc0bac795dd5';

test('the life of a container, as an engine told it', () => {
  const isAbout = (event: DockerEvent) => (event.kind === 'container' || event.kind === 'kill' ? event.id === id : true);
  const told = recorded.map(readEvent).filter(isAbout);
  const kinds = told.slice(0, 33).map((event) => (event.kind === 'kill' ? `kill ${event.signal}` : event.kind));
  expect(kinds).toEqual([
    ...['networks', 'networks', 'container', 'container', 'container'], // create, connect, start
    ...['other', 'other', 'other', 'container', 'container'], // a health check, unhealthy, healthy
    ...['container', 'container', 'container', 'container', 'container', 'container'], // networks, rename, pause, unpause
    ...['other', 'kill 1', 'kill 15', 'container', 'container', 'other', 'container', 'container', 'other'], // update, HUP, restart
    ...['kill 15', 'container', 'container', 'container', 'container', 'kill 15', 'container', 'container'], // TERM, start, stop
  ]);
  expect(told.filter(({ kind }) => kind === 'unknown')).toEqual([]);
});

test('the filters let through whatever counts, and no more than that', () => {
  const passes = ({ Type, Action }: { Type: string; Action: string }) =>
    eventFilters.type.includes(Type) && eventFilters.event.some((event) => event === Action || Action.startsWith(`${event}: `));
  const heeded = recorded.filter((text) => readEvent(text).kind !== 'other');
  expect(recorded.filter((text) => passes(JSON.parse(text)))).toEqual(heeded);
});

type Given = { Type?: unknown; Action?: unknown; id?: unknown; attributes?: unknown; timeNano?: string };

/** JSON has no room for a number as long as Docker writes it, so it is put in as text. */
function line({
  Type = 'container',
  Action = 'start',
  id: ID = id,
  attributes = {},
  timeNano = '1795490649582163461',
}: Given = {}): string {
  return JSON.stringify({ Type, Action, Actor: { ID, Attributes: attributes }, scope: 'local', time: 1795490649 }).replace(
    /}$/,
    `,"timeNano":${timeNano}}`,
  );
}

test.for([
  { nano: '1795490649582163461', at: 1795490649582.163 },
  { nano: '1795490649582000001', at: 1795490649582 },
  { nano: '1795490649999999999', at: 1795490649999.999 },
  { nano: '1795490649000000000', at: 1795490649000 },
])('reads the time $nano, which no number holds, to the microsecond', ({ nano, at }) => {
  expect(readEvent(line({ timeNano: nano }))).toEqual({ kind: 'container', id, at });
});

test('a label is never taken for the time', () => {
  const attributes = { timeNano: '1000000000000000000', text: '"timeNano":1000000000000000000}' };
  expect(readEvent(line({ attributes }))).toMatchObject({ kind: 'container', at: 1795490649582.163 });
});

test.for([
  { what: 'a start', given: {}, expected: { kind: 'container' } },
  { what: 'a health status', given: { Action: 'health_status: healthy' }, expected: { kind: 'container' } },
  { what: 'a signal', given: { Action: 'kill', attributes: { signal: '15' } }, expected: { kind: 'kill', signal: 15 } },
  { what: 'a signal without its number', given: { Action: 'kill' }, expected: { kind: 'kill', signal: Number.NaN } },
  {
    what: 'a connect',
    given: { Type: 'network', Action: 'connect', id: 'net', attributes: { container: id } },
    expected: { kind: 'container' },
  },
  {
    what: "Podman's connect",
    given: { Type: 'network', Action: 'connect', attributes: { name: 'www-1', podId: '' } },
    expected: { kind: 'container', id },
  },
  { what: "Podman's end of a container", given: { Action: 'remove' }, expected: { kind: 'container', id } },
  { what: 'a new network', given: { Type: 'network', Action: 'create', id: 'net' }, expected: { kind: 'networks' } },
  { what: 'a removed network', given: { Type: 'network', Action: 'destroy', id: 'net' }, expected: { kind: 'networks' } },
  { what: 'an exec', given: { Action: 'exec_start: sh -c kill start: die' }, expected: { kind: 'other' } },
  { what: "an exec whose command looks like an action's end", given: { Action: 'exec_create: start' }, expected: { kind: 'other' } },
  { what: 'a resize', given: { Action: 'resize' }, expected: { kind: 'other' } },
  { what: 'an action that Docker has not yet', given: { Action: 'teleport' }, expected: { kind: 'other' } },
  { what: 'a volume', given: { Type: 'volume', Action: 'create', id: 'data' }, expected: { kind: 'other' } },
  { what: 'a network that starts', given: { Type: 'network', Action: 'start', id: 'net' }, expected: { kind: 'other' } },
  { what: 'no attributes', given: { attributes: null }, expected: { kind: 'container' } },
  { what: 'a container id that is none', given: { id: '../../etc' }, expected: { kind: 'unknown' } },
  { what: 'a connect of nobody', given: { Type: 'network', Action: 'connect', id: 'net' }, expected: { kind: 'unknown' } },
  { what: 'no action', given: { Action: null }, expected: { kind: 'unknown' } },
  { what: 'a time that is text', given: { timeNano: '"now"' }, expected: { kind: 'unknown' } },
])('reads $what', ({ given, expected }) => {
  expect(readEvent(line(given))).toMatchObject(expected);
});

test.for(['', 'not JSON', '{"Type":"container"', '[]', 'null', '42', '{}', `{"message":"${'x'.repeat(1_000_000)}`])(
  'takes no line for nothing (%#)',
  (text) => {
    expect(readEvent(text).kind).toBe('unknown');
  },
);
