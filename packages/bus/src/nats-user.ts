/** Who connects to a NATS that knows everybody by a key. */
import type { TargetKind } from '@berth/messages';

/** A collector has a user for each engine, as it may stand on a host that others control. So may an applier have one for a BIG-IP. */
export type NatsUser =
  | { readonly kind: 'collector'; readonly engine: string }
  | { readonly kind: 'planner' }
  | { readonly kind: 'applier'; readonly program: ApplierName; readonly only?: OneBigip }
  /** Whoever uses the `berth` command. */
  | { readonly kind: 'operator' }
  /** Follows topics with any NATS client, and changes nothing. */
  | { readonly kind: 'reader' };

/** What an applier has to do with that works for one BIG-IP: names. */
export type OneBigip = {
  readonly bigip: string;
  /** DNS groups that are written through it. */
  readonly groups: readonly string[];
  /** Those whose containers it may serve. */
  readonly engines: readonly string[];
};

/** What each applier applies. */
export const targetKinds = {
  'ltm-applier': ['ltm'],
  'dns-applier': ['dns', 'gtm'],
  'route-advisor': ['route'],
} as const satisfies Readonly<Record<string, readonly TargetKind[]>>;

export type ApplierName = keyof typeof targetKinds;

/** Whether a program is one of the appliers. */
export function isApplier(program: string): program is ApplierName {
  return Object.hasOwn(targetKinds, program);
}

/** The name of a user: of its seed's file, and in what is said of it. */
export function userName(user: NatsUser): string {
  switch (user.kind) {
    case 'collector':
      return `collector-${user.engine}`;
    case 'applier':
      return user.only === undefined ? user.program : `${user.program}-${user.only.bigip}`;
    case 'planner':
    case 'operator':
    case 'reader':
      return user.kind;
    default:
      return user satisfies never;
  }
}

/** Where answers for a user arrive. `publicKey`: its nkey, since nobody else may listen there. */
export function inboxOf(publicKey: string): string {
  return `_INBOX_${publicKey}`;
}

/**
 * A user with an account of its own reaches JetStream, which is the installation's, as a domain of this name: without JetStream, NATS
 * itself answers under the usual subjects that there is none.
 */
export const domain = 'berth';
