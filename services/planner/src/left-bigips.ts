/** Pure: what is said of BIG-IPs, and of their DNS and routes, that a site's configuration has no more. */
import type { SiteConfig } from '@berth/installation';
import type { BigipName } from '@berth/messages';
import type { LeftTargets } from './left-targets.ts';
import type { PlanProblem } from './problems.ts';

export function leftBigips(site: SiteConfig): LeftTargets[] {
  const all = [...site.bigips];
  const answering = all.flatMap(([name, { dns }]) => (dns.mode === 'off' ? [] : [name]));
  const routed = all.flatMap(([name, { routes }]) => (routes.mode === 'off' ? [] : [name]));
  const left = (name: string) => problemOf(name, site.name);
  return [
    { kind: 'ltm', names: new Set(all.map(([name]) => name)), problemOf: left },
    {
      kind: 'dns',
      names: new Set(answering),
      problemOf: (name) =>
        site.bigips.has(name as BigipName) ? offProblem({ section: 'dns', made: 'names', bigip: name, site: site.name }) : left(name),
    },
    {
      kind: 'route',
      names: new Set(routed),
      problemOf: (name) =>
        site.bigips.has(name as BigipName) ? offProblem({ section: 'routes', made: 'routes', bigip: name, site: site.name }) : left(name),
    },
  ];
}

function problemOf(bigip: string, site: string): PlanProblem {
  return {
    subject: `bigip-${bigip}-left`,
    severity: 'warning',
    what: `BIG-IP ${bigip} is no longer in the configuration; what Berth made on it is left as it is, and nobody looks after it`,
    where: `sites.${site}.bigips`,
    hint: `put ${bigip} back into the configuration, and take it out only when what Berth made on it is no longer needed`,
  };
}

type Off = { readonly section: 'dns' | 'routes'; readonly made: string; readonly bigip: string; readonly site: string };

function offProblem({ section, made, bigip, site }: Off): PlanProblem {
  return {
    subject: `bigip-${bigip}-${section}-left`,
    severity: 'warning',
    what: `BIG-IP ${bigip} has ${section} off; the ${made} that Berth made on it are left as they are, and nobody looks after them`,
    where: `sites.${site}.bigips.${bigip}.${section}`,
    hint: `turn ${section} on again, and off only when what Berth made is no longer needed`,
  };
}
