/** Pure: which containers are none of Berth's business, and why, in words for people. */
import type { SiteConfig } from '@berth/installation';
import type { Container } from '@berth/messages';
import { type Labels, readLabels } from './labels.ts';
import { isOneOff, type Named, nameByConvention } from './names.ts';

type Facts = Pick<Container, 'name' | 'state' | 'labels' | 'ports'>;

/** Why nothing is planned from a container that has no problem, in a clause about it; undefined for one that counts. */
export function whyLeftOut(container: Facts, expose: SiteConfig['expose']): string | undefined {
  return (
    whyAtRest(container) ?? whyNotCounted(container, { labels: readLabels(container.labels), named: nameByConvention(container), expose })
  );
}

/** One that does not run, or only does something once, offers nothing, whatever its labels. */
export function whyAtRest(container: Pick<Facts, 'state' | 'labels'>): string | undefined {
  if (container.state === 'exited') return 'it does not run';
  return isOneOff(container) ? 'it does one thing once, for Compose' : undefined;
}

/** What its labels and its name mean. */
type Reading = { readonly labels: Labels; readonly named: Named | undefined; readonly expose: SiteConfig['expose'] };

/** Of one that runs: what its labels say goes before what its name and ports say. */
export function whyNotCounted(
  { name, ports }: Pick<Facts, 'name' | 'ports'>,
  { labels: { enable, asks }, named, expose }: Reading,
): string | undefined {
  if (enable === 'off') return 'its label berth.enable takes it out';
  if (enable === 'refused') return 'its labels can not be read';
  if (asks) return undefined;
  if (expose === 'labelled') return 'it has no berth. label, and only containers that have one count (expose: labelled)';
  const missing = [
    ...(named === undefined ? [`its name ${name} is not NAME-NUMBER`] : []),
    ...(ports.some(({ port, protocol }) => port === 80 && protocol === 'tcp') ? [] : ['it does not expose TCP port 80']),
  ];
  return missing.length === 0 ? undefined : `it has no berth. label, and ${missing.join(', and ')}`;
}
