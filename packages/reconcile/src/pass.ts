/** One pass: what a window of parts needs is planned, sent request by request, and what came of it is noted. */
import { IControlError, type Session, transact, type Until } from '@berth/icontrol';
import type { Quarantine } from './quarantine.ts';
import type { Queue } from './queue.ts';
import type { Resources, Step } from './resources.ts';

export type PassContext = {
  readonly session: Session;
  readonly resources: Resources;
  readonly queue: Queue;
  readonly quarantine: Quarantine;
  readonly until: Until;
  /** Asked before every single write. */
  readonly mayWrite: () => boolean;
  /** A write to these objects is about to be sent. */
  readonly onWrite: (paths: readonly string[]) => void;
  /** It is not known how these objects are. */
  readonly onDoubt: (paths: readonly string[]) => void;
  /** BIG-IP has acknowledged a write. */
  readonly onDone: () => void;
  /** What came of a write, after `took` ms. */
  readonly tell: (step: Step, took: number, failure?: IControlError) => void;
};

/** Returns the parts that are as their documents ask for, exceptions aside. Throws when the BIG-IP can't be worked with now. */
export async function pass(context: PassContext): Promise<readonly string[]> {
  const { queue, resources, quarantine } = context;
  const window = queue.take();
  let finished = false;
  try {
    const steps = resources.plan(window.parts, quarantine, performance.now());
    for (const [sent, step] of steps.entries()) {
      if (!context.mayWrite() || queue.interrupts(window, sent)) return [];
      if ((await send(step, context)) === 'failed') return [];
    }
    finished = true;
    return window.parts;
  } finally {
    if (!finished) queue.putBack(window);
  }
}

async function send(step: Step, { session, until, onWrite, tell, ...context }: PassContext): Promise<'done' | 'failed'> {
  onWrite(step.paths);
  const sent = performance.now();
  try {
    const [only, ...more] = step.requests;
    if (only !== undefined && more.length === 0) await session.send(only, until);
    else await transact(session, step.requests, until);
  } catch (error) {
    if (!(error instanceof IControlError)) throw error;
    if (!step.isMoot(error)) {
      tell(step, performance.now() - sent, error);
      return fail(step, error, context);
    }
  }
  const took = performance.now() - sent;
  context.quarantine.accept(step.changes);
  for (const part of step.acknowledge()) context.queue.postpone(part);
  context.onDone();
  tell(step, took);
  return 'done';
}

/** A refusal concerns what was refused; anything else is thrown, since it concerns the BIG-IP. */
function fail(step: Step, error: IControlError, { quarantine, onDoubt }: Pick<PassContext, 'quarantine' | 'onDoubt'>): 'failed' {
  const when = { now: performance.now(), random: Math.random() };
  switch (error.kind) {
    case 'rejected':
    case 'forbidden':
      quarantine.refuse(step.changes, error.detail, when);
      return 'failed';
    case 'conflict':
    case 'not-found':
      // It isn't as we know it: looking again tells what to do, unless that came to the same before.
      onDoubt(step.paths);
      quarantine.doubt(step.changes, error.detail, when);
      return 'failed';
    case 'ambiguous':
    case 'unexpected':
      onDoubt(step.paths);
      quarantine.doubt(step.changes, error.detail, when);
      throw error;
    case 'busy':
    case 'unreachable':
    case 'unauthorized':
    case 'untrusted':
      throw error;
    default:
      error.kind satisfies never;
      throw error;
  }
}
