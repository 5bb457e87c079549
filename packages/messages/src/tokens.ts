/** The only place where names become subject tokens and back. */

const literal = /^[A-Za-z0-9_-]$/;

/**
 * Encodes one name as one token of a NATS subject or KV key: every byte of UTF-8 outside `A-Za-z0-9_-` becomes `=XX`
 * (upper-case hex). Throws a RangeError for the empty name, since no token may be empty.
 */
export function encodeToken(name: string): string {
  if (name === '') throw new RangeError('a subject token must not be empty');
  let token = '';
  for (const char of name) {
    if (literal.test(char)) token += char;
    else for (const byte of Buffer.from(char, 'utf8')) token += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return token;
}

/** The inverse of `encodeToken`. A reserved token such as `=base` comes back as it is. Throws a RangeError for what is neither. */
export function decodeToken(token: string): string {
  if (reserved.test(token)) return token;
  const name = nameIn(token);
  if (name === undefined) throw new RangeError(`"${token}" is not an encoded token`);
  return name;
}

/** Whether each token of a KV key is one that `decodeToken` takes. Any other key is somebody else's. */
export function isOwnKey(key: string): boolean {
  return plainKey.test(key) || key.split('.').every((token) => reserved.test(token) || nameIn(token) !== undefined);
}

const reserved = /^=[a-z]+$/;
/** Most are: no need to look at each token. */
const plainKey = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** Undefined where the token isn't exactly what `encodeToken` makes of some name: no two tokens may stand for one. */
function nameIn(token: string): string | undefined {
  if (!/^(?:[A-Za-z0-9_-]|=[0-9A-F]{2})+$/.test(token)) return undefined;
  const bytes = token.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const name = Buffer.from(bytes, 'latin1').toString('utf8');
  return encodeToken(name) === token ? name : undefined;
}
