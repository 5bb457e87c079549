/** What was chosen for a connection, by its virtual server or by a rule, and the member that this leads to. */
import { keyOf } from './connections.ts';
import type { Destination, Members } from './members.ts';
import type { Persistence } from './persistence.ts';
import type { Effect } from './rules/rule-effects.ts';

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'pool'; readonly pool: string }
  | { readonly kind: 'member'; readonly pool: string; readonly member: string }
  | { readonly kind: 'node'; readonly address: string; readonly port: number };

/** The last choice counts; without one it stays as it was. */
export function selectedBy(effects: readonly Effect[], before: Selection): Selection {
  return effects.findLast((effect) => effect.kind === 'pool' || effect.kind === 'member' || effect.kind === 'node') ?? before;
}

export function poolOf(selection: Selection): string {
  return selection.kind === 'pool' || selection.kind === 'member' ? selection.pool : '';
}

/** Whether a connection that leads to `destination` serves what is selected now: one that is there never leaves its pool's member. */
export function isServedBy(selection: Selection, { address, port, member }: Destination): boolean {
  switch (selection.kind) {
    case 'none':
      return true;
    case 'pool':
      return member?.pool === selection.pool;
    case 'member':
      return member?.pool === selection.pool && member.name === selection.member;
    case 'node':
      return member === undefined && selection.address === address && selection.port === port;
    default:
      return selection satisfies never;
  }
}

/** Where a new connection goes, of a client that may have a member already; undefined if nobody takes it. */
export function destinationFor(
  selection: Selection,
  members: Members,
  { tried, persistence }: { readonly tried: ReadonlySet<string>; readonly persistence: Persistence | undefined },
): Destination | undefined {
  switch (selection.kind) {
    case 'none':
      return undefined;
    case 'pool':
      return members.again(selection.pool, persistence?.preferred(selection.pool), tried) ?? members.next(selection.pool, tried);
    case 'member':
      return tried.has(keyOf({ pool: selection.pool, name: selection.member }))
        ? undefined
        : members.named(selection.pool, selection.member);
    case 'node':
      return { address: selection.address, port: selection.port };
    default:
      return selection satisfies never;
  }
}
