/** What can be said to `npm start` and `npm run smoke`. */
import { Command, InvalidArgumentError } from 'commander';

export type StackOptions = {
  readonly sites: 1 | 2;
  /** How many units each BIG-IP has. */
  readonly units: 1 | 2;
  /** Ports of 127.0.0.1, and of 127.0.0.2 for the second site. */
  readonly ports: Readonly<Record<PortName, number>>;
  /** Which containers count on an engine that was there already. */
  readonly expose: 'labelled' | 'convention';
};

export type PortName = 'http' | 'dns' | 'bigip' | 'nats';

/** Reads the command line; ends the process with a message when it can't be understood. */
export function readStackOptions(script: 'start' | 'run smoke', description: string): StackOptions {
  const command = new Command(`npm ${script} --`)
    .description(description)
    .option('--http <port>', 'where the HTTP virtual server listens on 127.0.0.1', readPort, 8080)
    .option('--dns <port>', 'where the DNS listeners are, UDP and TCP', readPort, 8053)
    .option('--bigip <port>', "where the BIG-IP's REST listens", readPort, 8443)
    .option('--nats <port>', 'where NATS listens', readPort, 4222)
    .option('--sites <count>', '1, or 2: two BIG-IPs, each with a private Docker engine, and wide IPs that lead to both', readCount, 1)
    .option('--units <count>', '1, or 2: each BIG-IP is a pair, whose second unit has its REST at the next port', readCount, 1)
    .option('--all', 'on an engine that was there already: serve your own containers too, not only those labelled berth.enable=true')
    .showHelpAfterError(`npm ${script} -- --help tells what can be said; npm keeps options for itself that don't come after --`)
    .parse();
  const { all, sites, units, ...ports } = command.opts<Record<PortName, number> & { sites: 1 | 2; units: 1 | 2; all?: true }>();
  return { sites, units, ports, expose: all === true ? 'convention' : 'labelled' };
}

function readCount(text: string): 1 | 2 {
  if (text === '1') return 1;
  if (text === '2') return 2;
  throw new InvalidArgumentError('1 or 2');
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('a port is a number from 1 to 65535');
  return port;
}
