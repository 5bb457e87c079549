/** Pure: virtual servers that show containers the clients' own addresses, where answers are known not to come back through the BIG-IP. */
import type { PlannedBigip, SiteConfig } from '@berth/installation';
import type { BigipName, EngineName, Way } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

/** Of each engine, whether answers of its containers come back through a BIG-IP. */
export type WaysBack = ReadonlyMap<BigipName, ReadonlyMap<EngineName, Way>>;

/** What isn't known isn't told: an operator who asked for it may know better. */
export function untranslatedProblems({ bigips, templates }: Pick<SiteConfig, 'bigips' | 'templates'>, ways: WaysBack): PlanProblem[] {
  const plain = Object.entries(templates).flatMap(([name, template]) => (template.sourceAddressTranslation === 'none' ? [name] : []));
  return [...bigips].flatMap(([bigip, config]) => {
    const lost = [...(ways.get(bigip) ?? [])].flatMap(([engine, way]) => (way === 'fails' ? [engine] : []));
    const which = plain.filter((name) => isUsed(name, config));
    if (lost.length === 0 || which.length === 0) return [];
    return [
      {
        subject: `bigip-${bigip}-untranslated`,
        severity: 'warning',
        what: `BIG-IP ${bigip}: virtual servers of the template ${which.join(', ')} show containers the clients' own addresses, but answers from ${lost.join(', ')} do not come back through it, so connections fail`,
        where: which.map((name) => `templates.${name}.sourceAddressTranslation`).join(', '),
        hint: `take it off, which is automap, or make a self IP of ${bigip} the default gateway of those hosts`,
      },
    ];
  });
}

/** The HTTP virtual server has one template; services may ask for any, where they may have virtual servers. */
function isUsed(template: string, { http, virtuals }: Pick<PlannedBigip, 'http' | 'virtuals'>): boolean {
  return (http.mode === 'own' && http.template === template) || virtuals?.length !== 0;
}
