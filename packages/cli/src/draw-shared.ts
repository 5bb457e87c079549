/** Pure: a virtual server that isn't one service's, for people. */
import { drawExceptions, drawStanding, indent } from './draw-places.ts';
import { count, type Line } from './screen.ts';
import type { SharedVirtual } from './shared-virtuals.ts';

export function drawShared(shared: SharedVirtual, now: number): Line[] {
  return [
    [headOf(shared), ...drawStanding(shared, now)],
    ...settingsOf(shared).map((text): Line => indent([text])),
    ...drawExceptions(shared).map(indent),
  ];
}

/** What it is for, and where. */
function headOf({ kind, bigip, does }: SharedVirtual): string {
  const where = `${bigip} (${kind})`;
  switch (does.kind) {
    case 'http':
      return `${does.path} on ${where}: leads requests on by ${namesOf(does, 'host name')}`;
    case 'dns':
      return `${does.path} on ${where}: answers ${namesOf(does, 'name')}`;
    case 'forwarding':
      return `forwarding on ${where}: to ${does.network} on ${does.engine}, by ${does.gateway}`;
    case 'site':
      return `${does.path} in ${where}: where the wide IPs of ${count(does.services, 'service')} lead for site ${does.site}`;
    default:
      return does satisfies never;
  }
}

function namesOf({ hosts, services }: { readonly hosts: number; readonly services: number }, noun: string): string {
  return `${count(hosts, noun)} of ${count(services, 'service')}`;
}

function settingsOf({ does }: SharedVirtual): string[] {
  switch (does.kind) {
    case 'http':
      return [`rules ${does.rules.join(', ')}; source address translation ${does.sourceAddressTranslation}`];
    case 'dns':
      return [`rules ${does.rules.join(', ')}; zones ${does.zones.join(', ')}`];
    case 'forwarding':
      return [`what comes from ${does.vlans.join(', ')}, source addresses untouched`];
    case 'site':
      return [];
    default:
      return does satisfies never;
  }
}
