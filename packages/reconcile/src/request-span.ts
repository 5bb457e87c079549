/** How requests to a BIG-IP are told in a trace: by OpenTelemetry's words for HTTP, and ours for what they are about. Pure. */
import type { Span } from '@berth/bus';
import { type IControlError, nameOf } from '@berth/icontrol';
import { cut } from '@berth/messages';
import type { Step } from './resources.ts';
import type { Target } from './target.ts';

export type RequestTold = { readonly target: Target; readonly unit: string; readonly failure: IControlError | undefined };

/** A request may hold thousands of records. */
const longest = { url: 500, list: 20 } as const;

/** Whose work it is. */
export function toldOfTarget({ kind, name, bigip, unit }: Target): Span['attributes'] {
  return {
    'berth.kind': kind,
    'berth.bigip': bigip.name,
    ...(kind === 'gtm' && { 'berth.group': name }),
    ...(unit && { 'berth.unit': unit }),
  };
}

export function toldOfStep(
  { requests, changes }: Step,
  { target, unit, failure }: RequestTold,
): Pick<Span, 'kind' | 'name' | 'attributes'> {
  const { hostname, port } = new URL(`https://${unit}`);
  const [only, ...more] = requests;
  const single = only !== undefined && more.length === 0 ? only : undefined;
  const origins = changes.flatMap(({ origin }) => origin ?? []);
  return {
    kind: 'client',
    name: single?.method ?? 'transaction',
    attributes: {
      'server.address': hostname,
      'server.port': port === '' ? 443 : Number(port),
      ...(single === undefined
        ? { 'berth.requests': requests.length }
        : {
            'http.request.method': single.method,
            'url.full': cut(`https://${unit}${nameOf(single).slice(single.method.length + 1)}`, longest.url),
          }),
      ...(failure && { 'error.type': failure.kind }),
      ...toldOfTarget(target),
      'berth.service': list(changes.flatMap(({ service }) => service ?? [])),
      'berth.engine': list(origins.flatMap(({ engine }) => engine ?? [])),
      'berth.container': list(origins.flatMap(({ name }) => name ?? [])),
      'berth.object': list(changes.map(({ object }) => object)),
      'berth.change': list(changes.map(({ change }) => change)),
      'berth.cause': list(changes.map(({ cause }) => cause)),
      'berth.changes': changes.length,
    },
  };
}

/** Each once, and not too many; nothing where there is none. */
function list(values: readonly string[]): string | undefined {
  const found = [...new Set(values)].slice(0, longest.list);
  return found.length === 0 ? undefined : found.join(', ');
}
