/** The command line: which questions there are, and who answers each. */
import { version } from '@berth/installation/version';
import { Command, CommanderError } from 'commander';
import type { Access } from './access.ts';
import type { Given } from './given.ts';
import type { Caller, ExitCode } from './questions.ts';
import { securityCommand } from './security/command.ts';
import { trustCommand } from './trust/command.ts';
import { Unanswered } from './unanswered.ts';

/** Answers what the arguments ask. */
export async function berth(args: readonly string[], caller: Caller): Promise<ExitCode> {
  let code: ExitCode = 0;
  const line = commandLine(async (question, options) => {
    const { variables, terminal, signal } = caller;
    // NATS and all documents come with these: whoever wants the help, or mistyped, doesn't wait for them.
    const [{ openAccess }, { Given }] = await Promise.all([import('./access.ts'), import('./given.ts')]);
    const given = Given.parse(options);
    await using access = await openAccess({ server: given.server, variables, tell: (text) => terminal.tell(`berth: ${text}`) }, signal);
    code = await question(access, given);
  }, caller);
  const trust = trustCommand(caller, (exit) => {
    code = exit;
  });
  const security = securityCommand(caller);
  for (const command of [trust, security, ...security.commands]) command.configureOutput(line.configureOutput());
  line.addCommand(trust).addCommand(security);
  try {
    // npm takes away the `--` before a script's own arguments, and pnpm leaves it.
    await line.parseAsync(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (caller.signal.aborted) return 2;
    if (!(error instanceof Unanswered)) throw error;
    caller.terminal.tell(`berth: ${error.message}`);
    return 2;
  }
}

type Question = (access: Access, given: Given) => Promise<ExitCode>;
/** `options`: as commander gives them. */
type Ask = (question: Question, options: unknown) => Promise<void>;

function commandLine(ask: Ask, caller: Caller): Command {
  const line = new Command('berth')
    .description('Asks and steers a running Berth. It speaks only NATS; `trust` alone looks at the certificates of BIG-IPs and engines.')
    .version(`berth ${version}, Node ${process.versions.node}`, '--version', "Berth's version, and Node's")
    .exitOverride()
    .showHelpAfterError('berth --help tells what can be said')
    .configureOutput({ outputError: (text, write) => write(`berth: ${text}`) })
    .addHelpText('after', further)
    .addHelpText('afterAll', codes);
  const question = (
    name: string,
    { about, operand }: { readonly about: string; readonly operand?: readonly [usage: string, about: string] },
    answer: (access: Access, given: Given, operand: string | undefined) => Promise<ExitCode>,
  ) => {
    const command = line
      .command(name)
      .description(about)
      .showHelpAfterError(`berth ${name} --help tells what can be said`)
      .option('--json', 'answer in JSON')
      .option('--server <url>', 'where NATS is, instead of reading the configuration; several with commas between');
    if (operand !== undefined) command.argument(...operand);
    command.action(() => ask((access, given) => answer(access, given, command.args[0]), command.opts()));
    return command;
  };
  question('status', { about: "what is on each BIG-IP, what isn't and why" }, async (access, given) => {
    const { askStatus } = await import('./questions.ts');
    return await askStatus(access, { form: formOf(given), services: given.all === undefined ? 'some' : 'all' }, caller);
  }).option('--all', 'list every service and wide IP, not only the first 20');
  question(
    'why',
    {
      about: 'where something comes from, where it ended, and what is in the way',
      operand: [
        '<name>',
        'a service, a container (name, beginning of its id, address, or ADDRESS:PORT of its member), a host name, a virtual server (ADDRESS:PORT, ADDRESS:PORT/udp, or the network that it forwards to), an engine or a BIG-IP',
      ],
    },
    async (access, given, name = '') => {
      const { askWhy } = await import('./questions.ts');
      return await askWhy(access, { form: formOf(given), name }, caller);
    },
  );
  question(
    'routes',
    {
      about: "the routes to each engine's containers, what stands in the way, and the commands against it",
      operand: ['[name]', 'a BIG-IP or an engine; without one, all'],
    },
    async (access, given, name) => {
      const { askRoutes } = await import('./questions.ts');
      return await askRoutes(access, { form: formOf(given), name }, caller);
    },
  );
  question(
    'watch',
    {
      about: 'follow what happens, one line per change, until Ctrl-C',
      operand: ['[topic]', 'a topic of NATS such as berth.desired.>: its messages as JSON lines, those that are there first'],
    },
    async (access, given, topic) => {
      const { watch, watchTopic } = await import('./questions.ts');
      return await (topic === undefined ? watch(access, formOf(given), caller) : watchTopic(access, topic, caller));
    },
  );
  question(
    'freeze',
    { about: 'hold all writes until `berth thaw`', operand: ['[bigip]', 'only those to this BIG-IP; without one, those to all'] },
    async (access, given, bigip) => {
      const { decide } = await import('./questions.ts');
      return await decide('freeze', access, { form: formOf(given), bigip, reason: given.reason }, caller);
    },
  ).option('--reason <text>', 'told wherever the BIG-IP is shown as frozen');
  question(
    'thaw',
    {
      about: 'let writes go on that `berth freeze` holds, or that Berth holds by itself',
      operand: ['[bigip]', 'the same as for `freeze`: without one, `freeze` of one BIG-IP stays'],
    },
    async (access, given, bigip) => {
      const { decide } = await import('./questions.ts');
      return await decide('thaw', access, { form: formOf(given), bigip, reason: undefined }, caller);
    },
  );
  question(
    'forget',
    { about: 'give up an engine that is gone for good, until a collector sees it again', operand: ['<engine>', 'its name'] },
    async (access, given, engine = '') => {
      const { askForget } = await import('./questions.ts');
      return await askForget(access, { form: formOf(given), engine }, caller);
    },
  );
  return line;
}

function formOf({ json }: Given): 'json' | 'text' {
  return json === undefined ? 'text' : 'json';
}

const codes = `
Exit codes: 0 all is well, 1 something isn't, 2 the question could not be asked.`;

const further = `
Environment:
  BERTH_CONFIG        the configuration (default: berth.yaml): where NATS is, and which engines and BIG-IPs there should be
  BERTH_NATS_SERVERS, BERTH_NATS_CA_FILE, BERTH_NATS_NKEY_FILE
                      go before what it says of NATS; BERTH_INSTALLATION and BERTH_EXPOSE before the rest, as for every program
  NO_COLOR            no colours

Examples:
  berth status
  berth why www-2.apps.example.com
  berth watch 'berth.container.>'
  berth freeze edge --reason 'maintenance until 18:00'
  berth thaw edge
  berth forget docker2
  berth trust edge`;
