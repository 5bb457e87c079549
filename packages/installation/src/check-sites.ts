/** Pure: what is wrong with sites in view of each other and of the templates. */
import type { Site } from './installation.ts';
import type { Template } from './templates.ts';

export type SiteIssue = { readonly path: readonly (string | number)[]; readonly message: string };

type Sites = Readonly<Record<string, Site>>;

/**
 * Names that are used twice, templates that aren't there, units whose partition two BIG-IPs would write to, and fingerprints of no unit.
 * Paths begin with the site.
 */
export function checkSites(sites: Sites, templates: Readonly<Record<string, Template>>): SiteIssue[] {
  return [...checkNames(sites), ...checkTemplates(sites, templates), ...checkUnits(sites), ...checkFingerprints(sites)];
}

function checkNames(sites: Sites): SiteIssue[] {
  const owners = new Map<string, string>();
  return Object.entries(sites).flatMap(([site, { engines, bigips }]) =>
    [
      ...Object.keys(engines).map((name) => ['engines', name] as const),
      ...Object.keys(bigips).map((name) => ['bigips', name] as const),
    ].flatMap(([kind, name]) => {
      const first = owners.get(`${kind} ${name}`);
      if (first === undefined) owners.set(`${kind} ${name}`, site);
      const message = `the name is already used in site ${first}; names are unique in the installation`;
      return first === undefined ? [] : [{ path: [site, kind, name], message }];
    }),
  );
}

function checkTemplates(sites: Sites, templates: Readonly<Record<string, Template>>): SiteIssue[] {
  const message = (name: string) => `templates has no ${name} for TCP; it has: ${Object.keys(templates).join(', ') || 'none'}`;
  return bigipsOf(sites).flatMap(({ site, name, config: { http } }) =>
    http.mode === 'own' && http.template !== undefined && !isForTcp(templates[http.template])
      ? [{ path: [site, 'bigips', name, 'http', 'template'], message: message(http.template) }]
      : [],
  );
}

function isForTcp(template: Template | undefined): boolean {
  return template !== undefined && template.protocol !== 'udp';
}

function checkUnits(sites: Sites): SiteIssue[] {
  const places = new Map<string, string>();
  return bigipsOf(sites).flatMap(({ site, name, config: { units, partition } }) =>
    units.flatMap((unit, index) => {
      const place = `${new URL(`https://${unit}`).host} ${partition}`;
      const first = places.get(place);
      if (first === undefined) places.set(place, name);
      const message = `this unit's partition ${partition} is already that of ${first}; each would remove what the other makes`;
      return first === undefined ? [] : [{ path: [site, 'bigips', name, 'units', index], message }];
    }),
  );
}

function checkFingerprints(sites: Sites): SiteIssue[] {
  return bigipsOf(sites).flatMap(({ site, name, config: { units, fingerprints = [] } }) => {
    const message = `there are more of them (${fingerprints.length}) than units (${units.length}); each is that of the unit at the same place`;
    return fingerprints.length > units.length ? [{ path: [site, 'bigips', name, 'fingerprints'], message }] : [];
  });
}

function bigipsOf(sites: Sites) {
  return Object.entries(sites).flatMap(([site, { bigips }]) => Object.entries(bigips).map(([name, config]) => ({ site, name, config })));
}
