/** The command: one virtual BIG-IP, or a device group of them, until it is told to stop. */

import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ForwardingRefused } from './forwarding/own-namespace.ts';
import { VirtualBigIp } from './start.ts';
import { VirtualDeviceGroup } from './start-group.ts';

type Arguments = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly version: string;
  readonly state?: string;
  readonly keep: 'saved' | 'running';
  readonly reach?: 'routed' | 'anywhere';
  readonly forward?: true;
  readonly units: number;
  readonly autoSync?: true;
  readonly interface?: Readonly<Record<string, string>>;
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
    new Option(
      '--reach <what>',
      'where members may be: `routed`, where a route other than the default one leads, or `anywhere` (default: routed; anywhere with --forward)',
    ).choices(['routed', 'anywhere']),
  )
  .option(
    '--forward',
    'forward for others, by routes and forwarding virtual servers: self IPs, routes and filters become those of the kernel (as root, in a network namespace of its own)',
  )
  .option('--units <number>', 'how many form a device group; their ports follow each other', parseUnits, 1)
  .option('--auto-sync', 'the units bring each change over by themselves (with --units)')
  .option(
    '--interface <port=name>',
    "the kernel's name for a port, such as 1.1=eth0, if it isn't the port's own (with --forward)",
    parseInterface,
  )
  .action(run);

await command.parseAsync();

async function run(asked: Arguments): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const refusal = refused(asked);
  if (refusal !== undefined) command.error(`error: ${refusal}`);
  const { host, port } = asked;
  await using started = await start(asked).catch((error: unknown) => {
    if (error instanceof ForwardingRefused) return command.error(`error: ${error.message}`);
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return command.error(`error: ${host}:${port} is taken, or a port behind it: choose another --port`);
  });
  process.stdout.write(`virtual BIG-IP ready on ${started.units.map(({ url }) => url).join(' and ')}\n`);
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
}

/** What doesn't go together. */
function refused({ keep, state, forward, interface: interfaces = {}, units, autoSync }: Arguments): string | undefined {
  if (keep === 'running' && state === undefined) return '--keep running needs --state';
  if (forward === undefined && Object.keys(interfaces).length > 0) return '--interface needs --forward';
  if (forward !== undefined && units > 1) return 'units of a device group do not forward: leave out --forward or --units';
  if (autoSync !== undefined && units === 1) return '--auto-sync needs --units';
  return undefined;
}

type Started = AsyncDisposable & { readonly units: readonly VirtualBigIp[] };

async function start({ keep, forward, interface: interfaces = {}, units, autoSync, ...options }: Arguments): Promise<Started> {
  const common = { ...options, keep, log: (line: string) => void process.stderr.write(`${line}\n`) };
  if (units > 1) return VirtualDeviceGroup.start({ ...common, units, autoSync: autoSync === undefined ? 'disabled' : 'enabled' });
  const bigip = await VirtualBigIp.start({ ...common, ...(forward === undefined ? {} : { forward: { interfaces } }) });
  return { units: [bigip], [Symbol.asyncDispose]: async () => bigip[Symbol.asyncDispose]() };
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('a port is a number from 0 to 65535');
  return Number(text);
}

function parseUnits(text: string): number {
  if (!/^[1-8]$/.test(text)) throw new InvalidArgumentError('a device group has 1 to 8 units');
  return Number(text);
}

function parseInterface(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, port, name] = /^(1\.\d{1,2})=([^\s/=]{1,15})$/.exec(text) ?? [];
  if (port === undefined || name === undefined) throw new InvalidArgumentError('it is a port and a name, such as 1.1=eth0');
  return { ...before, [port]: name };
}
