/** Pure: what the labels of a service's containers ask for that it can have only once. */
import type { Endpoint } from './endpoints.ts';
import { poolLabels, type ServiceLabels } from './label-fields.ts';
import { byAge, type MembersView } from './plan-members.ts';
import type { PlanProblem } from './problems.ts';

export type Settings = {
  readonly monitor: string | undefined;
  readonly loadBalancingMode: string | undefined;
  readonly slowRampTime: number | undefined;
  readonly minAvailable: number | undefined;
  readonly virtual: AskedVirtual | undefined;
  readonly problems: readonly PlanProblem[];
};

/** The virtual servers that `asker` is labelled with, and the template that counts for them. */
export type AskedVirtual = {
  readonly destinations: NonNullable<ServiceLabels['virtual']>;
  readonly template: string | undefined;
  readonly asker: Endpoint;
};

/** The longest-running container that says something is followed. */
export function settingsOf({ service, endpoints }: Pick<MembersView, 'service' | 'endpoints'>): Settings {
  const problems: PlanProblem[] = [];
  const labelled = endpoints.filter(({ labels }) => poolLabels.some((label) => labels[label] !== undefined)).sort(byAge);
  const pick = <L extends (typeof poolLabels)[number]>(label: L): ServiceLabels[L] | undefined => {
    const said = labelled.filter(({ labels }) => labels[label] !== undefined);
    const [first] = said;
    const value = first?.labels[label];
    const other = said.find(({ labels }) => String(labels[label]) !== String(value));
    if (first !== undefined && other !== undefined) problems.push(disagreement(service, label, first, other));
    return value;
  };
  const destinations = pick('virtual');
  const template = pick('template');
  const asker = labelled.find(({ labels }) => labels.virtual !== undefined);
  return {
    monitor: pick('monitor'),
    loadBalancingMode: pick('lb-method'),
    slowRampTime: pick('slow-ramp'),
    minAvailable: pick('min-available'),
    virtual: destinations === undefined || asker === undefined ? undefined : { destinations, template, asker },
    problems,
  };
}

function disagreement(service: string, label: keyof ServiceLabels, first: Endpoint, other: Endpoint): PlanProblem {
  return {
    subject: `service-${service}-${label}`,
    severity: 'warning',
    what: `service ${service}: berth.${label} is ${first.labels[label]} on ${first.origin.name} and ${other.labels[label]} on ${other.origin.name}; the first counts, as it runs longest`,
    where: `engine ${other.origin.engine}, container ${other.origin.name} (${other.origin.container.slice(0, 12)})`,
    hint: `give all containers of ${service} the same berth.${label}`,
  };
}
