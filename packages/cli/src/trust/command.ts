/** `berth trust`: how it is called. */
import { Command } from 'commander';
import type { TrustCaller } from './answer.ts';

/** `exit` is told 0 when nothing is distrusted, 1 when something is, 2 when a certificate could not be seen. */
export function trustCommand(caller: TrustCaller, exit: (code: 0 | 1 | 2) => void): Command {
  const command = new Command('trust')
    .description(
      "shows the certificate of each unit, whether it is trusted, and what to write into berth.yaml; sends nothing but TLS's handshake",
    )
    .argument('[who...]', 'BIG-IPs or engines of the configuration, or any HOST or HOST:PORT; without one, all BIG-IPs')
    .option('--json', 'answer in JSON')
    .exitOverride()
    .showHelpAfterError('berth trust --help tells what can be said');
  return command.action(async (asked: readonly string[]) => {
    // An HTTP client comes with it, for whose loading no other question should wait.
    const { answerTrust } = await import('./answer.ts');
    exit(await answerTrust(asked, command.opts(), caller));
  });
}
