/** The HTTP iRule as text, with its settings written into it. */
import { readFileSync } from 'node:fs';

export type HttpRuleSettings = {
  /** Folder of the data groups and pools, such as `/berth`. */
  readonly folder: string;
  /** Number of data groups over which the containers' records are spread. */
  readonly shards: number;
  /** Zones in which an unknown name is ours to answer. */
  readonly zones: readonly string[];
  /** What an unknown name in a zone gets: what the virtual server does by itself, or 404. */
  readonly unknown: 'default' | 'not-found';
  /** Whether a container can be reached by its own name. */
  readonly instances: 'on' | 'off';
};

const folder = /^(?:\/[A-Za-z0-9._-]+)+$/;
const zone = /^(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/;

/** The rule with `settings` in its marked lines; the rest is `http.tcl` byte for byte. */
export function httpRule(settings: HttpRuleSettings): string {
  if (!folder.test(settings.folder)) throw new RangeError(`folder ${settings.folder}: must be a path of plain names such as /berth`);
  if (!Number.isInteger(settings.shards) || settings.shards < 1 || settings.shards > 100) {
    throw new RangeError(`shards ${settings.shards}: must be a whole number from 1 to 100`);
  }
  for (const name of settings.zones) if (!zone.test(name)) throw new RangeError(`zone ${name}: must be a lower-case domain name`);
  const values = { ...settings, zones: `{${settings.zones.join(' ')}}` };
  return readFileSync(new URL('../http.tcl', import.meta.url), 'latin1').replaceAll(
    /^( *set berth_)(folder|shards|zones|unknown|instances) .*( ;# setting)$/gm,
    (_line, start: string, name: keyof HttpRuleSettings, end: string) => `${start}${name} ${values[name]}${end}`,
  );
}
