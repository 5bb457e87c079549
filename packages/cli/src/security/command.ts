/** `berth security init`: how it is called. */
import { Command } from 'commander';
import type { SecurityCaller } from './answer.ts';

export function securityCommand(caller: SecurityCaller): Command {
  const security = new Command('security')
    .description('keeps everybody out of NATS who has no business there')
    .exitOverride()
    .showHelpAfterError('berth security --help tells what can be said');
  const init = security
    .command('init')
    .description(
      'makes an authority, certificates, a user for each program, and the configuration of nats-server that lets each do only its part',
    )
    .argument('[directory]', 'where all of it is put; what is secret and there already is kept', 'security')
    .option('--host <name...>', 'names and addresses by which NATS is reached, besides those in nats.servers')
    .option('--mounted-at <path>', 'where nats-server will find the directory, when it is another path there')
    .option('--store <path>', "where nats-server keeps JetStream's data", '/data')
    .exitOverride()
    .showHelpAfterError('berth security init --help tells what can be said');
  init.action(async (directory: string) => {
    // What makes certificates is a third of what `berth` would load, and no other question should wait for that.
    const { answerInit } = await import('./answer.ts');
    await answerInit(directory, init.opts(), caller);
  });
  return security;
}
