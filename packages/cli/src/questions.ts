/** One function per question: read, judge, print. */
import { type Access, within } from './access.ts';
import { freeze, thaw } from './decide.ts';
import { drawDecision, drawForget } from './draw-decision.ts';
import { drawHappening } from './draw-happening.ts';
import { drawRoutes } from './draw-routes.ts';
import { drawStatus } from './draw-status.ts';
import { drawWhy } from './draw-why.ts';
import { followHappenings } from './follow.ts';
import { forget } from './forget.ts';
import { reportRoutes } from './routes-report.ts';
import type { Line } from './screen.ts';
import { takeSnapshot } from './snapshot.ts';
import { reportStatus } from './status-report.ts';
import type { Terminal } from './terminal.ts';
import { checkTopic, followTopic } from './topic.ts';
import { reportWhy } from './why-report.ts';

export type Caller = {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Who decides: `ann@host`. */
  readonly name: string;
  readonly signal: AbortSignal;
};

/** 0: all is well. 1: something isn't. 2: the question could not be asked. */
export type ExitCode = 0 | 1 | 2;

type Form = 'json' | 'text';

/** Services that are listed unless all are asked for. */
const someServices = 20;

export async function askStatus(
  { store, expected }: Access,
  { form, services }: { readonly form: Form; readonly services: 'some' | 'all' },
  { terminal, signal }: Caller,
): Promise<ExitCode> {
  const snapshot = await within((end) => takeSnapshot(store, end), signal);
  const now = Date.now();
  const report = reportStatus(snapshot, expected, now);
  return print(report, form, () => drawStatus(report, now, services === 'all' ? Number.POSITIVE_INFINITY : someServices), terminal);
}

export async function askWhy(
  { store, expected }: Access,
  { form, name }: { readonly form: Form; readonly name: string },
  { terminal, signal }: Caller,
): Promise<ExitCode> {
  const snapshot = await within((end) => takeSnapshot(store, end), signal);
  const now = Date.now();
  const report = reportWhy(name, snapshot, expected, now);
  return print(report, form, () => drawWhy(report, now), terminal);
}

export async function askRoutes(
  { store }: Access,
  { form, name }: { readonly form: Form; readonly name: string | undefined },
  { terminal, signal }: Caller,
): Promise<ExitCode> {
  const report = reportRoutes(await within((end) => takeSnapshot(store, end), signal), name);
  return print(report, form, () => drawRoutes(report), terminal);
}

type Asked = { readonly form: Form; readonly bigip: string | undefined; readonly reason: string | undefined };

export async function decide(
  what: 'freeze' | 'thaw',
  access: Access,
  { form, bigip, reason = 'no reason was given' }: Asked,
  { terminal, name, signal }: Caller,
): Promise<ExitCode> {
  const decision = { bigip, by: name, reason, now: Date.now() };
  const report = await within((end) => (what === 'freeze' ? freeze : thaw)(access, decision, end), signal);
  return print(report, form, () => drawDecision(report), terminal);
}

export async function askForget(
  access: Access,
  { form, engine }: { readonly form: Form; readonly engine: string },
  { terminal, name, signal }: Caller,
): Promise<ExitCode> {
  const now = Date.now();
  const report = await within((end) => forget(access, { engine, by: name, now }, end), signal);
  return print(report, form, () => drawForget(report, now), terminal);
}

/** Everything that happens, until the signal aborts or nobody reads any more. */
export async function watch({ store, servers }: Access, form: Form, { terminal, signal }: Caller): Promise<ExitCode> {
  if (form === 'text') terminal.tell(`following ${servers.join(', ')}; Ctrl-C ends it`);
  for await (const happening of followHappenings(store, AbortSignal.any([signal, terminal.gone]))) {
    if (form === 'json') terminal.printJson(happening, 'line');
    else terminal.print(drawHappening(happening, Date.now()));
  }
  return 0;
}

/** A topic's messages as they are, those that are there first. */
export async function watchTopic({ store, servers }: Access, topic: string, { terminal, signal }: Caller): Promise<ExitCode> {
  checkTopic(topic);
  terminal.tell(`following ${topic} on ${servers.join(', ')}; Ctrl-C ends it`);
  for await (const message of followTopic(store, topic, AbortSignal.any([signal, terminal.gone]))) terminal.printJson(message, 'line');
  return 0;
}

function print(report: { readonly well: boolean }, form: Form, draw: () => readonly Line[], terminal: Terminal): ExitCode {
  if (form === 'json') terminal.printJson(report, 'whole');
  else terminal.print(...draw());
  return report.well ? 0 : 1;
}
