/** Pure: the endpoints that DNS answers no more because no collector sees their engine and the monitors call them down. */
import { compareText, type DesiredMember, type Origin, type ServiceName } from '@berth/messages';
import type { Want } from './plan-service.ts';
import type { PlanProblem } from './problems.ts';

export type Withdrawing = {
  readonly service: ServiceName;
  readonly want: Want;
  readonly isDown: (origin: Origin) => boolean;
  readonly minAvailable: number;
};

export type Withdrawn = { readonly origins: readonly Origin[]; readonly problems: readonly PlanProblem[] };

/** Some stay where too few others would remain: that nobody sees an engine alone makes no outage. */
export function withdraw({ service, want, isDown, minAvailable }: Withdrawing): Withdrawn {
  const offered = want.kind === 'serving' ? want.members.filter(({ session }) => session === 'enabled') : [];
  const down = offered.filter(({ origin }) => isDown(origin));
  const missing = Math.max(0, Math.max(1, minAvailable) - (offered.length - down.length));
  const kept = down.slice(0, missing);
  return { origins: down.slice(missing).map(({ origin }) => origin), problems: kept.length === 0 ? [] : [keptProblem(service, kept)] };
}

function keptProblem(service: ServiceName, kept: readonly DesiredMember[]): PlanProblem {
  const names = kept.map(({ origin }) => `${origin.name} on ${origin.engine}`).toSorted(compareText);
  const them = names.length === 1 ? 'it' : 'them';
  return {
    subject: `service-${service}-out-of-sight`,
    severity: 'error',
    what: `service ${service}: the monitors call ${names.join(', ')} down and no collector sees ${them}, but too few others remain, so DNS still answers with ${them}`,
    where: `service ${service}`,
    hint: 'bring the engine back, start containers of the service elsewhere, or give it up: berth forget ENGINE',
  };
}
