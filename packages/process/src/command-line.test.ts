import { expect, onTestFinished, test, vi } from 'vitest';
import type { Called } from './called.ts';
import { readCommandLine } from './command-line.ts';
import { callersDirectory, readEnvironment } from './environment.ts';

const sample: Called = {
  name: 'sample',
  about: 'Does nothing.',
  part: 'site',
  piped: {
    about: 'reads nothing',
    options: { 'dry-run': 'sends nothing', observe: 'looks first' },
    needs: 'dry-run',
  },
};

test.for([
  { args: [], means: { only: [], health: undefined, mode: { kind: 'nats' } } },
  { args: ['--'], means: { only: [], health: undefined, mode: { kind: 'nats' } } },
  { args: ['--site', 'east', 'west', '--health', '8080'], means: { only: ['east', 'west'], health: '8080', mode: { kind: 'nats' } } },
  { args: ['--site', 'east', '--site', 'west'], means: { only: ['east', 'west'], health: undefined, mode: { kind: 'nats' } } },
  {
    args: ['--stdio', '--dry-run', '--follow'],
    means: { only: [], health: undefined, mode: { kind: 'stdio', follow: true, chosen: new Set(['dry-run']) } },
  },
])('$args is understood', ({ args, means }) => {
  expect(readCommandLine(sample, args)).toEqual(means);
});

test('the version is printed, and nothing else is done', () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => written.mockRestore());
  expect(readCommandLine(sample, ['--version'])).toBe(undefined);
  expect(written.mock.calls.flat().join('')).toMatch(/^sample of Berth \d+\.\d+\.\d+, Node \d+\.\d+\.\d+\n/);
});

test.for([
  { args: ['--sit', 'east'], says: /unknown option '--sit'.*Did you mean --site/s },
  { args: ['east'], says: /too many arguments/ },
  { args: ['--site'], says: /argument missing/ },
  { args: ['--follow'], says: /--follow goes with --stdio/ },
  { args: ['--observe'], says: /--observe goes with --stdio/ },
  { args: ['--stdio', '--dry-run', '--health', '80'], says: /--health goes without --stdio/ },
  { args: ['--stdio'], says: /--stdio goes with --dry-run/ },
])('$args is refused', ({ args, says }) => {
  expect(() => readCommandLine(sample, args)).toThrow(says);
});

test('the environment has defaults, and an empty variable counts as none', () => {
  expect(readEnvironment({ BERTH_CONFIG: '' })).toEqual({ config: 'berth.yaml', level: 'info', health: undefined });
  expect(() => readEnvironment({ BERTH_LOG_LEVEL: 'loud' })).toThrow('BERTH_LOG_LEVEL: one of debug, info, warn, error (is "loud")');
});

test.for([
  { when: 'it is run by hand', variables: {}, from: '/repo/services/planner' },
  {
    when: 'pnpm runs it as a script',
    variables: { INIT_CWD: '/repo', npm_package_json: '/repo/services/planner/package.json' },
    from: '/repo',
  },
  {
    when: 'a script runs it in another directory',
    variables: { INIT_CWD: '/repo/docs', npm_package_json: '/repo/package.json' },
    from: '/repo/services/planner',
  },
])('relative paths are meant from $from when $when', ({ variables, from }) => {
  expect(callersDirectory(variables, '/repo/services/planner')).toBe(from);
});
