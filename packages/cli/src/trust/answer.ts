/** `berth trust`: needs no NATS. It speaks with those whose certificates are asked for, and sends them nothing but the handshake. */
import { z } from 'zod';
import { findConfiguration } from '../configuration.ts';
import type { Terminal } from '../terminal.ts';
import { drawTrust } from './draw.ts';
import { lookAt } from './look.ts';
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

/** Prints what is found. 0 when nothing is distrusted, 1 when something is, 2 when a certificate could not be seen. */
export async function answerTrust(
  asked: readonly string[],
  options: unknown,
  { variables, terminal, signal }: TrustCaller,
): Promise<0 | 1 | 2> {
  const { json } = Given.parse(options);
  const found = await findConfiguration(variables);
  if (found.kind === 'wrong') terminal.tell(`berth: ${found.error.message}\nberth: so nothing is compared with it`);
  const installation = found.kind === 'read' ? found.installation : undefined;
  const looked = await lookAt(subjectsOf(asked, installation), patience, signal);
  const report = reportTrust(looked);
  if (json === true) terminal.printJson(report, 'whole');
  else terminal.print(...drawTrust(report, found.file, Date.now()));
  return looked.some(({ verdict }) => verdict.kind === 'failed') ? 2 : report.well ? 0 : 1;
}
