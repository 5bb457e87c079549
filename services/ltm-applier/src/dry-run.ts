/** `--stdio --dry-run`: what would be sent for the documents on standard input. Sends nothing. */
import type { Surroundings } from '@berth/bus';
import { type Request, within } from '@berth/icontrol';
import type { ApplierConfig } from '@berth/installation';
import { targetFilter } from '@berth/messages';
import { type BigipTarget, connectTo, DesiredDocuments, rehearse } from '@berth/reconcile';
import { LtmResources } from './ltm-resources.ts';

/** Who the requests are for: a BIG-IP on which nothing is yet, or the real one as it is. */
export type Against = 'empty' | 'observed';

export type Told = { readonly bigip: string } & Pick<Request, 'method' | 'path' | 'query' | 'body'>;

/** The requests for every configured BIG-IP that the input has a plan for, in order. */
export async function dryRun(config: ApplierConfig, against: Against, { store, log, signal }: Surroundings): Promise<Told[]> {
  const told: Told[] = [];
  for (const bigip of config.bigips) {
    const documents = new DesiredDocuments();
    const resources = new LtmResources({ installation: config.installation, ...bigip });
    const parts = new Set<string>();
    if (against === 'observed') for (const part of await observe(bigip, resources, config, signal)) parts.add(part);
    for await (const batch of store.watch('berth-desired', targetFilter('ltm', bigip.name), signal))
      for (const part of resources.update(documents.take(batch).changes)) parts.add(part);
    if (documents.plan === undefined || !documents.hasBase) {
      log.warn({ bigip: bigip.name }, 'the input has no plan for a BIG-IP, so nothing would be written to it');
      continue;
    }
    const obstacle = resources.obstacle();
    if (obstacle !== undefined) log.warn({ bigip: bigip.name, obstacle }, 'nothing would be written to a BIG-IP');
    else told.push(...rehearse(resources, parts).map((request) => ({ bigip: bigip.name, ...request })));
  }
  return told;
}

async function observe(
  bigip: BigipTarget,
  resources: LtmResources,
  { timing }: ApplierConfig,
  signal: AbortSignal,
): Promise<Iterable<string>> {
  const { session } = await connectTo(bigip, timing.requestTimeout, signal);
  await using _session = session;
  const reading = await resources.readAll(session, 'first', within(timing.requestTimeout, signal));
  return reading.take(new Set());
}
