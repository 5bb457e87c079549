/** `berth trust`: needs no NATS. It speaks with those whose certificates are asked for, and sends them nothing but the handshake. */
import { Command } from 'commander';
import { z } from 'zod';
import { findConfiguration } from '../configuration.ts';
import type { Terminal } from '../terminal.ts';
import { drawTrust } from './draw.ts';
import { reportTrust } from './report.ts';
import { subjectsOf } from './subjects.ts';

export type TrustCaller = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
};

/** ms */
const patience = 5000;

const Given = z.object({ json: z.literal(true).optional() });

/** `exit` is told 0 when nothing is distrusted, 1 when something is, 2 when a certificate could not be seen. */
export function trustCommand({ variables, terminal, signal }: TrustCaller, exit: (code: 0 | 1 | 2) => void): Command {
  const command = new Command('trust')
    .description(
      "shows the certificate of each unit, whether it is trusted, and what to write into berth.yaml; sends nothing but TLS's handshake",
    )
    .argument('[who...]', 'BIG-IPs or engines of the configuration, or any HOST or HOST:PORT; by itself, all BIG-IPs')
    .option('--json', 'answer in JSON')
    .exitOverride();
  return command.action(async (asked: readonly string[]) => {
    const { json } = Given.parse(command.opts());
    const found = await findConfiguration(variables);
    if (found.kind === 'wrong') terminal.tell(`berth: ${found.error.message}\nberth: so nothing is compared with it`);
    const installation = found.kind === 'read' ? found.installation : undefined;
    // An HTTP client comes with it, for whose loading no other question should wait.
    const { lookAt } = await import('./look.ts');
    const looked = await lookAt(subjectsOf(asked, installation), patience, signal);
    const report = reportTrust(looked);
    if (json === true) terminal.printJson(report, 'whole');
    else terminal.print(...drawTrust(report, found.file, Date.now()));
    exit(looked.some(({ verdict }) => verdict.kind === 'failed') ? 2 : report.well ? 0 : 1);
  });
}
