/** Heads of HTTP/1 messages, and how long their bodies are. Texts are bytes (latin1); order and case of headers are kept. */

export type Headers = readonly (readonly [name: string, value: string])[];
export type RequestHead = { readonly method: string; readonly uri: string; readonly version: string; readonly headers: Headers };
export type ResponseHead = { readonly version: string; readonly status: number; readonly reason: string; readonly headers: Headers };

export type Framing = { readonly kind: 'none' | 'chunked' | 'until-close' } | { readonly kind: 'length'; readonly length: number };

/** A peer doesn't speak HTTP/1 as it must; the connection can't go on. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** `text` is all up to and with the empty line. */
export function parseRequestHead(text: string): RequestHead {
  const { line, headers } = parseHead(text);
  const match = /^(\S+) (\S+) HTTP\/(1\.[01])$/.exec(line);
  if (match === null || !TOKEN.test(match[1] ?? '')) throw new MalformedMessage(`not a request line: ${line.slice(0, 80)}`);
  return { method: match[1] ?? '', uri: match[2] ?? '', version: match[3] ?? '', headers };
}

/** `text` is all up to and with the empty line. */
export function parseResponseHead(text: string): ResponseHead {
  const { line, headers } = parseHead(text);
  const match = /^HTTP\/(1\.[01]) (\d{3})(?: (.*))?$/.exec(line);
  if (match === null) throw new MalformedMessage(`not a status line: ${line.slice(0, 80)}`);
  return { version: match[1] ?? '', status: Number(match[2]), reason: match[3] ?? '', headers };
}

function parseHead(text: string): { readonly line: string; readonly headers: Headers } {
  const [line = '', ...rest] = text.split(/\r?\n/);
  const headers: (readonly [string, string])[] = [];
  for (const field of rest) {
    if (field === '') continue;
    const colon = field.indexOf(':');
    const [name, value] = [field.slice(0, colon), field.slice(colon + 1).trim()];
    if (colon < 1 || !TOKEN.test(name) || !VALUE.test(value)) throw new MalformedMessage(`not a header: ${field.slice(0, 80)}`);
    headers.push([name, value]);
  }
  return { line, headers };
}

export function formatRequestHead({ method, uri, version, headers }: RequestHead): string {
  return `${method} ${uri} HTTP/${version}\r\n${formatHeaders(headers)}\r\n`;
}

export function formatResponseHead({ version, status, reason, headers }: ResponseHead): string {
  return `HTTP/${version} ${status} ${reason}\r\n${formatHeaders(headers)}\r\n`;
}

function formatHeaders(headers: Headers): string {
  let text = '';
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return text;
}

/** The values of all headers of this name; `name` in lower case. */
export function valuesOf(headers: Headers, name: string): string[] {
  return headers.filter(([header]) => header.length === name.length && header.toLowerCase() === name).map(([, value]) => value);
}

/** Whether a list header such as Connection names `token`, in lower case. */
function lists(headers: Headers, name: string, token: string): boolean {
  return valuesOf(headers, name).some((value) =>
    value
      .toLowerCase()
      .split(',')
      .some((word) => word.trim() === token),
  );
}

export function requestFraming({ headers }: RequestHead): Framing {
  return framingByHeaders(headers) ?? { kind: 'none' };
}

export function responseFraming({ status, headers }: ResponseHead, method: string): Framing {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  return framingByHeaders(headers) ?? { kind: 'until-close' };
}

/** Two lengths that contradict each other are how requests are smuggled. */
function framingByHeaders(headers: Headers): Framing | undefined {
  const coding = valuesOf(headers, 'transfer-encoding');
  const lengths = new Set(valuesOf(headers, 'content-length').flatMap((value) => value.split(',').map((part) => part.trim())));
  if (coding.length > 0) {
    if (coding.join(',').toLowerCase().split(',').at(-1)?.trim() !== 'chunked') throw new MalformedMessage('not chunked to its end');
    if (lengths.size > 0) throw new MalformedMessage('both chunked and of a length');
    return { kind: 'chunked' };
  }
  if (lengths.size === 0) return undefined;
  const [length = ''] = lengths;
  if (lengths.size > 1 || !/^\d{1,15}$/.test(length)) throw new MalformedMessage(`not a length: ${[...lengths].join(', ')}`);
  return Number(length) === 0 ? { kind: 'none' } : { kind: 'length', length: Number(length) };
}

/** Whether the sender of this head wants the connection to go on. */
export function keepsAlive({ version, headers }: { readonly version: string; readonly headers: Headers }): boolean {
  return version === '1.1' ? !lists(headers, 'connection', 'close') : lists(headers, 'connection', 'keep-alive');
}
