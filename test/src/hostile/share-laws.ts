/** That docker2 gets no more than it may have, all its containers together. Each broken law is told as a sentence. */
import type { Documents } from '@berth/messages';
import type { Outcome } from './follow-through.ts';
import { limits } from './installation.ts';

/** Of problems that are told of one engine, those that it has as a whole and one of the rest included. */
const mostProblems = 255;

export function shareLaws({ lines }: Pick<Outcome, 'lines'>): string[] {
  const had = { services: new Set<string>(), endpoints: new Set<string>(), names: new Set<string>(), virtuals: new Set<string>() };
  let problems = 0;
  for (const { bucket, document } of lines) {
    if (bucket === 'berth-desired') count(document as Documents['berth-desired'], had);
    else if (bucket === 'berth-problems' && (document as Documents['berth-problems']).where.includes('docker2')) problems++;
  }
  const broken = Object.entries(limits).flatMap(([kind, most]) => {
    const { size } = had[kind as keyof typeof had];
    return size > most ? [`docker2 has ${size} ${kind}, and may have ${most}`] : [];
  });
  return problems > mostProblems ? [...broken, `docker2 has ${problems} problems`] : broken;
}

/** What docker2's containers have by a document. */
function count(document: Documents['berth-desired'], { services, endpoints, names, virtuals }: Record<keyof typeof limits, Set<string>>) {
  if (document.kind === 'names' && document.want.kind === 'serving')
    for (const record of document.want.names) if (record.kind !== 'service' && record.origin.engine === 'docker2') names.add(record.name);
  if (document.kind !== 'service' || document.want.kind !== 'serving') return;
  for (const { origin } of document.want.members)
    if (origin.engine === 'docker2') {
      services.add(document.service);
      endpoints.add(`${document.service} ${origin.container}`);
    }
  for (const host of document.want.hosts) if (host.kind === 'member' && host.origin.engine === 'docker2') names.add(host.host);
  for (const { origin, destination } of document.want.virtuals.map((virtual) => ({
    ...virtual,
    destination: `${virtual.address} ${virtual.port}`,
  })))
    if (origin.engine === 'docker2') virtuals.add(destination);
}
