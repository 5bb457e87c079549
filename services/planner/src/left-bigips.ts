/** BIG-IPs that this site planned for and that are configured no more: what Berth made on them is still there. */
import type { Lease, Store } from '@berth/bus';
import type { SiteConfig } from '@berth/installation';
import { type BigipName, planFilter, planTarget } from '@berth/messages';
import type { OpenProblems, PlanProblem } from './problems.ts';

export type LeftBigips = { readonly site: SiteConfig; readonly store: Store; readonly lease: Lease; readonly open: OpenProblems };

/** Reports them as long as their plan is stored, until `signal` aborts. */
export async function tellLeftBigips({ site, store, lease, open }: LeftBigips, what: 'ltm' | 'dns', signal: AbortSignal): Promise<void> {
  const bigips: ReadonlySet<string> = new Set(
    [...site.bigips].flatMap(([name, { dns }]) => (what === 'dns' && dns.mode === 'off' ? [] : [name])),
  );
  const left = new Set<string>();
  for await (const { kind, entries } of store.watch('berth-desired', planFilter(what), signal)) {
    const before = kind === 'snapshot' ? new Set(left) : new Set<string>();
    for (const { key, value } of entries) {
      const bigip = planTarget(key);
      before.delete(bigip);
      // A BIG-IP that moved to another site is planned for under that one's lease.
      if (value.kind !== 'document' || value.document.epoch.lease !== lease.name || bigips.has(bigip)) before.add(bigip);
      else {
        left.add(bigip);
        open.replace(`bigip ${what} ${bigip}`, [
          what === 'dns' && site.bigips.has(bigip as BigipName) ? dnsProblem(bigip, site.name) : problemOf(bigip, site.name),
        ]);
      }
    }
    for (const bigip of before) {
      left.delete(bigip);
      open.replace(`bigip ${what} ${bigip}`, []);
    }
  }
}

function problemOf(bigip: string, site: string): PlanProblem {
  return {
    subject: `bigip-${bigip}-left`,
    severity: 'warning',
    what: `BIG-IP ${bigip} is no longer in the configuration; what Berth made on it is left as it is, and nobody looks after it`,
    where: `sites.${site}.bigips`,
    hint: `put ${bigip} back into the configuration, and take it out only when what Berth made on it is no longer needed`,
  };
}

function dnsProblem(bigip: string, site: string): PlanProblem {
  return {
    subject: `bigip-${bigip}-dns-left`,
    severity: 'warning',
    what: `BIG-IP ${bigip} has dns off; the names that Berth made on it are left as they are, and nobody looks after them`,
    where: `sites.${site}.bigips.${bigip}.dns`,
    hint: 'turn dns on again, and off only when what Berth made is no longer needed',
  };
}
