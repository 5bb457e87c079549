/** What a site's services share on each BIG-IP, handed to the bus: it follows from the configuration, and little of what is seen. */
import { isDeepStrictEqual } from 'node:util';
import { type BigipName, compareText, type DesiredBase, desiredBaseKey } from '@berth/messages';
import { type HttpTranslation, HttpTranslations } from './http-translations.ts';
import { jsonEqual } from './json-equal.ts';
import { planBase } from './plan-base.ts';
import { planDnsBase } from './plan-dns-base.ts';
import { reverseZones } from './reverse-zones.ts';
import type { SiteParts, TargetDocuments } from './site-documents.ts';

export class SiteBases {
  readonly #parts: Pick<SiteParts, 'index' | 'targets' | 'problems'>;
  readonly #translations: HttpTranslations;
  /** By BIG-IP, what its HTTP virtual server was planned with last. */
  readonly #translated = new Map<BigipName, HttpTranslation>();
  /** Zones of container addresses; those of engines that can't be seen stay. */
  #reverseZones: readonly string[] = [];

  constructor(parts: Pick<SiteParts, 'index' | 'targets' | 'problems'>) {
    this.#parts = parts;
    this.#translations = new HttpTranslations(parts.index);
  }

  /** What is stored is the past. */
  recall(kind: TargetDocuments['kind'], base: DesiredBase): void {
    this.#addReverseZones(base.zones);
    if (kind === 'ltm') this.#translations.recall(base);
  }

  /** All of them, as they follow from what was recalled. */
  begin(): void {
    this.follow();
    this.#setDns();
  }

  /** Sets those of LTM that become different. */
  follow(): void {
    const { index, targets, problems } = this.#parts;
    for (const { kind, name: bigip, publisher } of targets) {
      const config = index.site.bigips.get(bigip);
      if (kind !== 'ltm' || config === undefined) continue;
      const planned = this.#translations.plan(bigip);
      if (jsonEqual(planned, this.#translated.get(bigip))) continue;
      this.#translated.set(bigip, planned);
      publisher.set(desiredBaseKey(kind, bigip), planBase({ bigip, config, translation: planned.translation }, index.site));
      problems.replace(`untranslated ${bigip}`, planned.problems);
    }
  }

  /** Sets those of DNS, if the subnets of containers ask for other zones. */
  followSubnets(): void {
    const { index } = this.#parts;
    const before = this.#reverseZones;
    const seen = reverseZones(index.engines.subnets());
    if (index.unknown.length === 0) this.#reverseZones = seen;
    else this.#addReverseZones(seen);
    if (!isDeepStrictEqual(before, this.#reverseZones)) this.#setDns();
  }

  #addReverseZones(zones: readonly string[]): void {
    const found = zones.filter((zone) => zone.endsWith('.arpa'));
    this.#reverseZones = [...new Set([...this.#reverseZones, ...found])].sort(compareText);
  }

  #setDns(): void {
    const { index, targets } = this.#parts;
    const zones = { internal: index.site.zones.internal, reverse: this.#reverseZones };
    for (const { kind, name: bigip, publisher } of targets) {
      const config = index.site.bigips.get(bigip);
      if (kind === 'dns' && config !== undefined) publisher.set(desiredBaseKey(kind, bigip), planDnsBase(bigip, config, zones));
    }
  }
}
