/** How the HTTP virtual server of each BIG-IP shows clients' addresses to the containers behind it. */
import type { BigipName, DesiredBase, DesiredVirtual } from '@berth/messages';
import type { PlanProblem } from './problems.ts';
import type { ServiceIndex } from './service-index.ts';
import { httpTemplate, type Translation, translate } from './untranslated.ts';

export type HttpTranslation = { readonly translation: Translation; readonly problems: readonly PlanProblem[] };

/** Of its base document. */
type Recalled = Pick<DesiredBase, 'bigip'> & { readonly virtuals: readonly Pick<DesiredVirtual, 'sourceAddressTranslation'>[] };

/** Remembers what was planned, for that is the past of the next plan. */
export class HttpTranslations {
  readonly #index: Pick<ServiceIndex, 'site' | 'waysBack' | 'wants'>;
  readonly #planned = new Map<BigipName, Translation>();

  constructor(index: Pick<ServiceIndex, 'site' | 'waysBack' | 'wants'>) {
    this.#index = index;
  }

  /** What an earlier holder of the lease planned. */
  recall({ bigip, virtuals }: Recalled): void {
    for (const { sourceAddressTranslation } of virtuals) this.#planned.set(bigip, sourceAddressTranslation);
  }

  /** From what services have planned there, and the ways back from their engines. */
  plan(bigip: BigipName): HttpTranslation {
    const { site, waysBack, wants } = this.#index;
    const config = site.bigips.get(bigip);
    if (config?.http.mode !== 'own') return { translation: 'automap', problems: [] };
    const { translation, obstacle } = translate({
      bigip,
      wanted: httpTemplate(config, site.templates).sourceAddressTranslation,
      before: this.#planned.get(bigip),
      behind: wants.httpEngines.behind(bigip),
      ways: waysBack.get(bigip),
    });
    this.#planned.set(bigip, translation);
    if (obstacle === undefined) return { translation, problems: [] };
    const problem: PlanProblem = {
      subject: `bigip-${bigip}-untranslated`,
      severity: 'warning',
      what: `BIG-IP ${bigip}: its HTTP virtual server has ${obstacle.what}`,
      where: `templates.${config.http.template}.sourceAddressTranslation`,
      hint: obstacle.hint,
    };
    return { translation, problems: [problem] };
  }
}
