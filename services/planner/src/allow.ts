/** Pure: what the containers of an engine may claim. */
import type { SiteConfig } from '@berth/installation';
import type { HostName } from '@berth/messages';

/** Whether one of the patterns matches; `*` stands for any characters. */
export function matches(text: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern === '*' || patternOf(pattern).test(text));
}

type Claiming = {
  readonly zones: SiteConfig['zones'];
  readonly allow: { readonly services: readonly string[]; readonly hosts: readonly string[] };
};

/**
 * A host in a zone is a service's name there, so it takes what a service takes, and so do all names between it and the zone, which may be an
 * engine's; any other takes a permission of its own.
 */
export function mayClaimHost(host: HostName, { zones, allow }: Claiming): boolean {
  const [zone] = [...zones.public, ...zones.internal].filter((known) => host.endsWith(`.${known}`)).sort((a, b) => b.length - a.length);
  if (zone === undefined) return matches(host, allow.hosts);
  const labels = host.slice(0, -zone.length - 1).split('.');
  return labels.every((_, at) => matches(labels.slice(at).join('.'), allow.services));
}

function patternOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/[\\^$.+?()[\]{}|/]/g, '\\$&').replaceAll('*', '.*')}$`);
}
