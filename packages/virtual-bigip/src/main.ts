/** The command: one virtual BIG-IP until it is told to stop. */

import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { VirtualBigIp } from './start.ts';

type Arguments = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly version: string;
  readonly state?: string;
  readonly keep: 'saved' | 'running';
  readonly reach: 'routed' | 'anywhere';
};

const command = new Command('virtual-bigip')
  .description('A BIG-IP to develop and test against: iControl REST, and virtual servers that carry traffic.')
  .option('--host <address>', 'where REST listens', '127.0.0.1')
  .option('--port <port>', 'where REST listens; 0 takes a free one', parsePort, 8443)
  .option('--user <name>', 'the administrator', 'admin')
  .option('--password <password>', 'his password', 'admin')
  .option('--version <version>', 'TMOS version', '17.1.2')
  .option('--state <directory>', 'keeps the certificate and the saved configuration there')
  .addOption(
    new Option(
      '--keep <what>',
      'what a restart finds: `saved`, as on a real BIG-IP, or `running`, every change that was acknowledged (needs --state)',
    )
      .choices(['saved', 'running'])
      .default('saved'),
  )
  .addOption(
    new Option('--reach <what>', 'where members may be: `routed`, where a route other than the default one leads, or `anywhere`')
      .choices(['routed', 'anywhere'])
      .default('routed'),
  )
  .action(run);

await command.parseAsync();

async function run({ keep, ...options }: Arguments): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  if (keep === 'running' && options.state === undefined) command.error('error: --keep running needs --state');
  const starting = VirtualBigIp.start({ ...options, keep, log: (line) => process.stderr.write(`${line}\n`) });
  await using bigip = await starting.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return command.error(`error: ${options.host}:${options.port} is taken: choose another --port`);
  });
  process.stdout.write(`virtual BIG-IP ready on ${bigip.url}\n`);
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return Number(text);
}
