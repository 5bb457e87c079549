/** Pure: to which sites a service's wide IPs lead. */
import type { DesiredWideIp, Wide } from '@berth/messages';

export type WideIpReport = {
  readonly group: string;
  readonly service: string;
  readonly state: 'serving' | 'empty' | 'gone';
  readonly names: readonly string[];
  /** The sites that are answered, the preferred one first. */
  readonly to: readonly string[];
  /** Those that have nothing to offer. */
  readonly not: readonly string[];
  /** Engines that are unknown now and may have more. */
  readonly partial: readonly string[];
};

export function reportWideIp({ group, service, want }: DesiredWideIp): WideIpReport {
  if (want.kind === 'gone') return { group, service, state: 'gone', names: [], to: [], not: [], partial: [] };
  const { names, partial, emptySince } = want;
  return {
    group,
    service,
    state: emptySince === undefined ? 'serving' : 'empty',
    names,
    to: sitesOf(want, 'enabled'),
    not: sitesOf(want, 'disabled'),
    partial,
  };
}

/** `leads to east, west; not to north` */
export function leading({ to, not, state }: Pick<WideIpReport, 'to' | 'not' | 'state'>): string {
  if (state === 'gone') return 'gone';
  const others = not.length === 0 ? '' : `; not to ${not.join(', ')}`;
  return `leads to ${to.join(', ') || 'no site'}${others}${state === 'empty' ? '; nothing to serve anywhere' : ''}`;
}

function sitesOf({ members }: Wide, state: 'enabled' | 'disabled'): string[] {
  return [...new Set(members.filter((member) => member.state === state).map(({ site }) => site))];
}
