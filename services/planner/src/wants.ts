/** Pure: what is told of a service by what was planned for it. */
import { type DestinationName, destinationOf } from '@berth/convention';
import type { HostName } from '@berth/messages';
import type { NamesWant } from './plan-names.ts';
import type { Want } from './plan-service.ts';

export function hostsOf(want: Want | undefined): HostName[] {
  return want?.kind === 'serving' ? want.hosts.map(({ host }) => host) : [];
}

/** The destinations of its virtual servers. */
export function destinationsOf(want: Want | undefined): DestinationName[] {
  return want?.kind === 'serving' ? want.virtuals.map(destinationOf) : [];
}

export function namesOf(want: NamesWant | undefined): HostName[] {
  return want?.kind === 'serving' ? want.names.map(({ name }) => name) : [];
}

/** Since when nothing has been left to serve, ms since 1970. */
export function emptySince(want: Want | undefined): number | undefined {
  return want?.kind === 'serving' ? want.emptySince : undefined;
}

/** Whether nothing has been left to serve since then or longer. */
export function isDue(
  want: { readonly kind: string; readonly emptySince?: number | undefined } | undefined,
  emptiedBefore: number,
): boolean {
  return want?.emptySince !== undefined && want.emptySince <= emptiedBefore;
}

/** Whether nothing is left to serve, so that what is to become of it depends on the time. */
export function isEnding(want: Want | NamesWant | undefined): boolean {
  return want?.kind === 'gone' || want?.emptySince !== undefined;
}
