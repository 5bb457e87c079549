/** For tests: the virtual servers of services' own while the containers of `docker1` change. */
import { plan } from '../plan.ts';
import { ServiceIndex } from '../service-index.ts';
import { container, engine, type SiteInput, site, snapshot } from './sample-site.ts';

const minute = 60_000;
/** What `docker1` may claim, unless said otherwise. */
export const allowed = 'allow: { virtuals: ["198.51.100.*"], templates: [mail] }';

type Step = Parameters<ServiceIndex['update']>[0];

/** Plans one batch after another, and tells the virtual servers there are in the end, with what is wrong. */
export function history(steps: readonly Step[], { engineOptions = allowed, ...input }: SiteInput = {}, index?: ServiceIndex) {
  const used = index ?? new ServiceIndex(site({ engines: ['docker1'], engineOptions, ...input }));
  const problems = new Map<string, readonly { readonly what: string }[]>();
  const wants = new Map<string, ReturnType<typeof plan>['documents'][number]['want']>();
  for (const [number, step] of steps.entries()) {
    for (const [owner, found] of used.update(step).problems) problems.set(owner, found);
    const planned = plan(used, used.services(), { now: (number + 1) * minute, linger: 15 * minute });
    for (const [owner, found] of planned.problems) problems.set(owner, found);
    for (const { bigip, service, want } of planned.documents) wants.set(`${bigip} ${service}`, want);
  }
  const virtuals = [...wants].flatMap(([place, want]) =>
    want.kind === 'serving' ? want.virtuals.map((virtual) => ({ place, ...virtual })) : [],
  );
  return {
    index: used,
    wants,
    virtuals,
    told: virtuals.map(
      ({ place, name, address, port, protocol, template }) => `${place} ${name} ${address} ${port}/${protocol} ${template}`,
    ),
    problems: [...problems.values()].flat().map(({ what }) => what),
  };
}

/** The container `mail-1`, labelled so. */
export const labelled = (labels: Readonly<Record<string, string>>, more: Partial<Parameters<typeof container>[0]> = {}) =>
  snapshot(engine('docker1', [container({ name: 'mail-1', ports: [{ port: 25 }], labels, ...more })]));

/** For one virtual server. */
export const smtp = { 'berth.virtual': '198.51.100.20:25' };
export const templates = `templates:
  mail: { profiles: [/Common/tcp-lan-optimized], clientProfiles: [/Common/mail-tls], vlans: [/Common/outside], sourceAddressTranslation: none }
  resolver: { protocol: udp }`;
