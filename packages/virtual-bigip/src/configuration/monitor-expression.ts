/** Monitor expressions: `/Common/a and /Common/b`, `min 1 of { /Common/a /Common/b }`. */

import { absolute } from './names.ts';
import { asText } from './properties.ts';
import { invalidValue, mcpd } from './refusal.ts';
import type { Property, Value, View } from './resource.ts';
import { isBefore } from './version.ts';

/** The monitor property of a pool (`own: 'none'`), or of a node or member, where `default` means the one above it. */
export function monitorExpression(own: 'none' | 'default', namespace: 'ltm/monitor' | 'gtm/monitor' = 'ltm/monitor'): Property {
  return {
    parse: (value, { name }) => {
      const said = asText(value ?? '', name).trim();
      if (said === '' || (said === 'none' && own === 'none')) return undefined;
      if (own === 'default' && (said === 'none' || said === 'default')) return said === 'default' ? undefined : said;
      return format(parse(said, name));
    },
    ...(own === 'default' ? { initial: 'default' } : {}),
    render: (value, view) => ({ monitor: rendered(value, view) }),
    refersTo: {
      namespace,
      paths: (value) => monitorsOf(String(value)),
      missing: (path) => mcpd('01070022', `The monitor template ${path} was not found.`),
      foreign: (path, from) =>
        mcpd(
          '01070726',
          `A ${from.resource.noun} may only reference monitors in the same partition or the common partition (${from.fullPath}:${path})`,
        ),
    },
  };
}

/** The monitors that an expression names. */
function monitorsOf(expression: string): string[] {
  return expression.split(/[\s{}]+/).filter((word) => word.startsWith('/'));
}

function parse(text: string, name: string): { readonly min: number | undefined; readonly monitors: readonly string[] } {
  const minimum = /^min\s+(?<count>\d+)\s+of\s*\{?(?<list>[^{}]*)\}?$/.exec(text)?.groups;
  if (minimum !== undefined) {
    const monitors = (minimum['list'] ?? '').split(/\s+/).filter((word) => word !== '' && word !== 'and');
    if (monitors.length === 0) throw invalidValue(name, text);
    return { min: Number(minimum['count']), monitors: monitors.map(absolute) };
  }
  const monitors = text.split(/\s+and\s+/);
  if (monitors.some((monitor) => /[\s{}]/.test(monitor))) throw invalidValue(name, text);
  return { min: undefined, monitors: monitors.map(absolute) };
}

function format({ min, monitors }: ReturnType<typeof parse>): string {
  return min === undefined ? monitors.join(' and ') : `min ${min} of { ${monitors.join(' ')} }`;
}

/** Until 13 the string ended with a blank. */
function rendered(value: Value, { device }: View): string {
  const said = String(value);
  return isBefore(device.version, '14.0') && said.startsWith('/') ? `${said} ` : said;
}
