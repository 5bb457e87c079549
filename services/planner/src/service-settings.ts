/** Pure: what the labels of a service's containers ask for that it can have only once. */
import { poolLabels, type ServiceLabels } from '@berth/convention';
import { defaultTemplate } from '@berth/installation';
import type { Endpoint } from './endpoints.ts';
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
    if (first !== undefined && other !== undefined) problems.push(disagreement(service, { label, first, other }));
    return value;
  };
  const destinations = pick('virtual');
  const askers = labelled.filter(({ labels }) => labels.virtual !== undefined);
  const [asker] = askers;
  const template = asker?.labels.template;
  const other = askers.find(({ labels }) => (labels.template ?? defaultTemplate) !== (template ?? defaultTemplate));
  if (asker !== undefined && other !== undefined) problems.push(disagreement(service, { label: 'template', first: asker, other }));
  return {
    monitor: pick('monitor'),
    loadBalancingMode: pick('lb-method'),
    slowRampTime: pick('slow-ramp'),
    minAvailable: pick('min-available'),
    virtual: destinations === undefined || asker === undefined ? undefined : { destinations, template, asker },
    problems,
  };
}

type Disagreement = { readonly label: keyof ServiceLabels; readonly first: Endpoint; readonly other: Endpoint };

function disagreement(service: string, { label, first, other }: Disagreement): PlanProblem {
  const said = ({ labels, origin }: Endpoint) => `${labels[label] ?? 'not set'} on ${origin.name}`;
  return {
    subject: `service-${service}-${label}`,
    severity: 'warning',
    what: `service ${service}: berth.${label} is ${said(first)} and ${said(other)}; the first counts, as it runs longest`,
    where: `engine ${other.origin.engine}, container ${other.origin.name} (${other.origin.container.slice(0, 12)})`,
    hint: `give all containers of ${service} the same berth.${label}`,
  };
}
