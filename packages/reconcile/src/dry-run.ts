/** `--stdio --dry-run`: what would be sent for the documents on standard input. Sends nothing. */
import type { Surroundings } from '@berth/bus';
import { IControlError, type Request, within } from '@berth/icontrol';
import type { ApplierConfig } from '@berth/installation';
import { targetFilter } from '@berth/messages';
import { DesiredDocuments } from './documents.ts';
import { Link } from './link.ts';
import { rehearse } from './rehearse.ts';
import type { Resources } from './resources.ts';
import type { BigipTarget, Target } from './target.ts';

/** Whose requests they are; `resources` are made anew for it. */
export type Rehearsed = Target & { readonly resources: () => Resources };

type DryRunOptions = {
  readonly timing: ApplierConfig['timing'];
  /** Who the requests are for: a BIG-IP on which nothing is yet, or the real one as it is. */
  readonly against: 'empty' | 'observed';
  /** end: the input is read to its end, and one BIG-IP comes after the other. line: each line is followed by what it asks for. */
  readonly after: 'end' | 'line';
  readonly tell: (told: Told) => void;
};

type Told = { readonly bigip: string } & Pick<Request, 'method' | 'path' | 'query' | 'body'>;

/** Tells the requests for every target that the input has a plan for, in order. `partly`: there is one for which it can't. */
export async function dryRun(
  targets: readonly Rehearsed[],
  options: DryRunOptions,
  surroundings: Surroundings,
): Promise<'whole' | 'partly'> {
  const outcomes = new Set<'whole' | 'partly'>();
  const rehearseNext = async (target: Rehearsed) => {
    outcomes.add(await rehearseOne(target, options, surroundings));
  };
  if (options.after === 'line') await Promise.all(targets.map(rehearseNext));
  else for (const target of targets) await rehearseNext(target);
  return outcomes.has('partly') ? 'partly' : 'whole';
}

async function rehearseOne(
  { kind, name, bigip, resources: makeResources }: Rehearsed,
  { timing, against, tell }: DryRunOptions,
  { store, log, signal }: Surroundings,
): Promise<'whole' | 'partly'> {
  const documents = new DesiredDocuments();
  const resources = makeResources();
  const parts = new Set<string>();
  if (against === 'observed') {
    const observed = await observe(bigip, resources, { timing, log, signal });
    if (observed.kind === 'failed') {
      log.error({ bigip: bigip.name, reason: observed.reason }, 'could not look at a BIG-IP');
      return 'partly';
    }
    for (const part of observed.parts) parts.add(part);
  }
  for await (const batch of store.watch('berth-desired', targetFilter(kind, name), signal)) {
    for (const part of resources.update(documents.take(batch).changes)) parts.add(part);
    if (documents.plan === undefined || !documents.hasBase || resources.obstacle() !== undefined) continue;
    for (const { requests } of rehearse(resources, parts)) for (const request of requests) tell({ bigip: bigip.name, ...request });
    parts.clear();
  }
  if (documents.plan === undefined || !documents.hasBase)
    log.warn({ kind, name }, 'the input has no plan for a target, so nothing would be written to it');
  const obstacle = resources.obstacle();
  if (obstacle === undefined) return 'whole';
  log.error({ bigip: bigip.name, obstacle }, 'nothing would be written to a BIG-IP');
  return 'partly';
}

type Observed = { readonly kind: 'read'; readonly parts: Iterable<string> } | { readonly kind: 'failed'; readonly reason: string };

type Looking = Pick<DryRunOptions, 'timing'> & Pick<Surroundings, 'log' | 'signal'>;

async function observe(bigip: BigipTarget, resources: Resources, { timing, log, signal }: Looking): Promise<Observed> {
  try {
    const link = new Link({ bigip, timing, log, onFacts: () => undefined, onChange: () => undefined });
    await using _link = { [Symbol.asyncDispose]: () => link.close() };
    const { session } = await link.open(signal);
    const reading = await resources.readAll(session, 'first', within(timing.requestTimeout, signal));
    return { kind: 'read', parts: reading.take(new Set()) };
  } catch (error) {
    if (!(error instanceof IControlError)) throw error;
    return { kind: 'failed', reason: error.message };
  }
}
