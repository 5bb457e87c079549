/** Pure: the mark of GTM's objects, which also says for which group and service they are, and what we last set a member to. */
import { markOf, parseMark } from '@berth/reconcile';

/** Whose objects are ours. */
export type GroupMark = { readonly installation: string; readonly group: string };

export type GtmMark = {
  /** Undefined for what services share. */
  readonly service: string | undefined;
  /** Of a member. */
  readonly state: 'enabled' | 'disabled' | undefined;
};

/** `berth/1 <installation> gtm <group> [<service> [<state>]]` */
export function writeGtmMark({ installation, group }: GroupMark, { service, state }: Partial<GtmMark> = {}): string {
  return markOf(installation, 'gtm', group, ...(service === undefined ? [] : [service]), ...(state === undefined ? [] : [state]));
}

/** Undefined for what isn't this group's. */
export function readGtmMark({ installation, group }: GroupMark, description: string): GtmMark | undefined {
  const mark = parseMark(description);
  const [kind, name, service, state] = mark?.words ?? [];
  if (mark?.installation !== installation || kind !== 'gtm' || name !== group) return undefined;
  return { service, state: state === 'enabled' || state === 'disabled' ? state : undefined };
}
