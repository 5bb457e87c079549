import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
/** Says on standard error which modules are loaded. */
const tell = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) });`)}`;

test.for([
  { args: ['--help'], loads: [] },
  { args: ['--version'], loads: [] },
  { args: ['statu'], loads: [] },
  { args: ['status', '--al'], loads: [] },
  { args: ['security', 'init', '--help'], loads: [] },
  { args: ['status'], loads: ['zod', 'yaml', '@nats-io'] },
])('$args loads $loads', ({ args, loads }) => {
  const env = { ...process.env, BERTH_CONFIG: 'none.yaml' };
  const { stderr } = spawnSync(process.execPath, ['--import', tell, main, ...args], { encoding: 'utf8', env });
  expect(['zod', 'yaml', '@nats-io', '@peculiar'].filter((name) => stderr.includes(`/node_modules/${name}/`))).toEqual(loads);
});
