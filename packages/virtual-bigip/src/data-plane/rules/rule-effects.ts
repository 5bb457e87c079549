/** What the rules of a connection are told of an event, and what they want done when it is over. Strings are bytes (latin1). */
import { type DnsEvent, dnsFields } from './dns-fields.ts';

export type EventContext = {
  readonly virtual: string;
  readonly clientAddress: string;
  readonly clientPort: number;
  readonly localAddress: string;
  readonly localPort: number;
  /** Full path, or empty. */
  readonly pool: string;
  /** The chosen member's address; empty and 0 before there is one. */
  readonly serverAddress: string;
  readonly serverPort: number;
  readonly method: string;
  readonly uri: string;
  /** Such as `1.1`. */
  readonly version: string;
  /** 0 before there is a response. */
  readonly status: number;
  /** Of the request; in events of the response, of that. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** In events of DNS. */
  readonly dns: DnsEvent | undefined;
};

/** Outside a connection. */
export const nothingKnown: EventContext = {
  ...{ virtual: '', clientAddress: '', clientPort: 0, localAddress: '', localPort: 0, pool: '', serverAddress: '', serverPort: 0 },
  ...{ method: '', uri: '', version: '', status: 0, headers: [], dns: undefined },
};

export type Effect =
  | { readonly kind: 'pool'; readonly pool: string }
  | { readonly kind: 'member'; readonly pool: string; readonly member: string }
  | { readonly kind: 'node'; readonly address: string; readonly port: number }
  | {
      readonly kind: 'respond';
      readonly status: number;
      /** The header `Server`, or empty for none. */
      readonly server: string;
      readonly content: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
    }
  | { readonly kind: 'reject' | 'close' | 'reselect' | 'detach' }
  | { readonly kind: 'uri' | 'method' | 'version'; readonly value: string }
  /** The message as rules left it. */
  | { readonly kind: 'dns-message'; readonly fields: readonly string[] }
  | { readonly kind: 'dns-return' | 'dns-drop' }
  | { readonly kind: 'dns-disable' | 'dns-enable'; readonly services: readonly string[] }
  | { readonly kind: 'dns-last-act'; readonly action: string }
  | { readonly kind: 'headers'; readonly headers: readonly (readonly [name: string, value: string])[] };

/** Without a rule, it is not named in the log. */
export type LogEffect = { readonly kind: 'log'; readonly rule: string; readonly text: string };

/** The fields that tell the Tcl process of `context`. */
export function contextFields(context: EventContext): string[] {
  const { virtual, clientAddress, clientPort, localAddress, localPort, pool, serverAddress, serverPort } = context;
  const about = context.dns === undefined ? context.headers.flat() : dnsFields(context.dns);
  const addresses = [virtual, clientAddress, String(clientPort), localAddress, String(localPort), pool, serverAddress, String(serverPort)];
  return [...addresses, context.method, context.uri, context.version, String(context.status), ...about];
}

/** Reads `{NAME COUNT WORD...}...`. */
export function readEffects(fields: readonly string[]): (Effect | LogEffect)[] {
  const effects: (Effect | LogEffect)[] = [];
  let at = 0;
  while (at < fields.length) {
    const [name = '', count = ''] = fields.slice(at, at + 2);
    at += 2 + Number(count);
    effects.push(readEffect(name, fields.slice(at - Number(count), at)));
  }
  return effects;
}

function readEffect(name: string, words: readonly string[]): Effect | LogEffect {
  const [first = '', second = '', third = '', ...rest] = words;
  switch (name) {
    case 'pool':
      return { kind: name, pool: first };
    case 'member':
      return { kind: name, pool: first, member: second };
    case 'node':
      return { kind: name, address: first, port: Number(second) };
    case 'respond':
      return { kind: name, status: Number(first), server: second, content: third, headers: pairs(rest) };
    case 'uri':
    case 'method':
    case 'version':
      return { kind: name, value: first };
    case 'headers':
      return { kind: name, headers: pairs(words) };
    case 'dns-message':
      return { kind: name, fields: words };
    case 'dns-disable':
    case 'dns-enable':
      return { kind: name, services: words };
    case 'dns-last-act':
      return { kind: name, action: first };
    case 'dns-return':
    case 'dns-drop':
    case 'reject':
    case 'close':
    case 'reselect':
    case 'detach':
      return { kind: name };
    case 'log':
      return { kind: name, rule: first, text: second };
    default:
      throw new Error(`the Tcl process told of an unknown effect ${name}`);
  }
}

function pairs(words: readonly string[]): [string, string][] {
  return words.flatMap((name, at) => (at % 2 === 0 ? [[name, words[at + 1] ?? ''] satisfies [string, string]] : []));
}
