/** Pure: virtual servers show containers the clients' own addresses only where answers are proven to come back through the BIG-IP. */
import { destinationOf } from '@berth/convention';
import type { PlannedBigip, SiteConfig, Template } from '@berth/installation';
import {
  type BigipName,
  compareText,
  type DesiredMember,
  type DesiredVirtual,
  type EngineName,
  type Finding,
  type ServiceName,
  type ServiceVirtual,
  type Way,
} from '@berth/messages';
import type { PlannedVirtuals } from './plan-virtual.ts';
import type { PlanProblem } from './problems.ts';
import { plainTemplate } from './virtual-from-template.ts';

export type Translation = DesiredVirtual['sourceAddressTranslation'];

type WayBack = {
  /** Whether answers of the engine's containers come back through the BIG-IP. */
  readonly way: Way;
  /** What stands in it. */
  readonly finding: Finding | undefined;
};

/** By engine. */
export type EngineWays = ReadonlyMap<EngineName, WayBack>;

/** A BIG-IP for which nobody finds it out isn't there. */
export type WaysBack = ReadonlyMap<BigipName, EngineWays>;

/** What is asked for, and all that decides about it. */
export type TranslationInput = {
  readonly bigip: BigipName;
  readonly wanted: Translation;
  /** What was planned last, if anything was. */
  readonly before: Translation | undefined;
  /** Engines whose containers get what comes to the virtual server. */
  readonly behind: ReadonlySet<EngineName>;
  /** Undefined where nobody finds it out. */
  readonly ways: EngineWays | undefined;
};

export type Translated = {
  readonly translation: Translation;
  /** Why it isn't what is asked for. */
  readonly obstacle: Pick<PlanProblem, 'what' | 'hint'> | undefined;
};

/** With nobody behind it, it stays as it was. */
export function translate({ bigip, wanted, before, behind, ways }: TranslationInput): Translated {
  if (wanted !== 'none') return { translation: wanted, obstacle: undefined };
  if (behind.size === 0) return { translation: before === 'none' ? 'none' : 'automap', obstacle: undefined };
  const unproven = [...behind].toSorted(compareText).flatMap((engine) => {
    const { way, finding } = ways?.get(engine) ?? { way: 'unknown', finding: undefined };
    return way === 'works' ? [] : [{ engine, way, finding }];
  });
  if (unproven.length === 0) return { translation: 'none', obstacle: undefined };
  const causes = unproven.map(
    ({ engine, finding }) => finding?.cause ?? `whether answers from engine ${engine} come back through ${bigip} can't be told`,
  );
  const hint =
    ways === undefined
      ? `write routes: { mode: advise } for ${bigip}, which changes nothing there, so that it is found out; or take none off, which is automap`
      : unproven.map((each) => fixFor(each, bigip)).join('; ');
  return { translation: 'automap', obstacle: { what: `automap instead of none: ${causes.join('; ')}`, hint } };
}

type Unproven = WayBack & { readonly engine: EngineName };

function fixFor({ engine, way, finding }: Unproven, bigip: BigipName): string {
  const commands = finding?.commands.filter((command) => !command.startsWith('#')) ?? [];
  const how = commands.length === 0 ? '' : ` (${commands.join('; ')})`;
  const gateway = `make a self IP of ${bigip} the default gateway of ${engine}'s host${how}`;
  return way === 'fails' ? gateway : `${gateway}, and run the collector of ${engine} on that host, where it sees the routing table`;
}

/** What the HTTP virtual server is made from. */
export function httpTemplate({ http }: Pick<PlannedBigip, 'http'>, templates: SiteConfig['templates']): Template {
  return (http.mode === 'own' && http.template && templates[http.template]) || plainTemplate;
}

type ServiceInput = Pick<TranslationInput, 'bigip' | 'ways'> & {
  readonly service: ServiceName;
  readonly templates: SiteConfig['templates'];
  readonly members: readonly DesiredMember[];
  /** Those that were planned last. */
  readonly past: readonly ServiceVirtual[];
};

/** The virtual servers of a service's own, which come as their templates say, or as they were planned last. */
export function translateVirtuals(
  virtuals: readonly ServiceVirtual[],
  { bigip, ways, service, templates, members, past }: ServiceInput,
): PlannedVirtuals {
  const problems: PlanProblem[] = [];
  const translated = virtuals.map((virtual) => {
    const { name, template, origin } = virtual;
    const asked = templates[template]?.sourceAddressTranslation;
    const { translation, obstacle } = translate({
      bigip,
      // One that was planned last may have been denied it then.
      wanted: asked === 'none' ? asked : virtual.sourceAddressTranslation,
      before: past.find((one) => one.name === name)?.sourceAddressTranslation,
      behind: new Set(members.map(({ origin: { engine } }) => engine)),
      ways,
    });
    if (obstacle !== undefined && asked === 'none')
      problems.push({
        subject: `service-${service}-virtual-${destinationOf(virtual)}-${bigip}-untranslated`,
        severity: 'warning',
        what: `service ${service}: on ${bigip} its virtual server ${destinationOf(virtual)} has ${obstacle.what}`,
        where: `templates.${template}.sourceAddressTranslation; engine ${origin.engine}, container ${origin.name} (${origin.container.slice(0, 12)})`,
        hint: obstacle.hint,
      });
    return { ...virtual, sourceAddressTranslation: translation };
  });
  return { virtuals: translated, problems };
}
