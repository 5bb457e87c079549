/** What `berth` says when it is called wrongly: one line that names it, and what to do. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test.for([
  { args: ['stats'], says: "berth: error: unknown command 'stats'\n(Did you mean status?)\nberth --help tells what can be said\n" },
  { args: ['why'], says: "berth: error: missing required argument 'name'\nberth why --help tells what can be said\n" },
  { args: ['freeze', '--bogus'], says: "berth: error: unknown option '--bogus'\nberth freeze --help tells what can be said\n" },
  { args: ['trust', '--bogus'], says: "berth: error: unknown option '--bogus'\nberth trust --help tells what can be said\n" },
  {
    args: ['security', 'init', '--host'],
    says: "berth: error: option '--host <name...>' argument missing\nberth security init --help tells what can be said\n",
  },
  { args: ['why', 'x', '--server', 'a:b:c'], says: 'berth: "a:b:c" is no address of NATS, such as nats://HOST:4222\n' },
  { args: ['security', 'init', '--mounted-at', 'nats'], says: 'berth: --mounted-at: a path from /, such as /etc/nats (is "nats")\n' },
  { args: ['status', '--server', ''], says: 'berth: "" is no address of NATS, such as nats://HOST:4222\n' },
  { args: ['status', '--server', 'nats://a:port'], says: 'berth: "nats://a:port" is no address of NATS, such as nats://HOST:4222\n' },
  { args: ['status', '--server', 'http://a:4222'], says: 'berth: "http://a:4222" is no address of NATS, such as nats://HOST:4222\n' },
])('$args', ({ args, says }) => {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: says });
});
