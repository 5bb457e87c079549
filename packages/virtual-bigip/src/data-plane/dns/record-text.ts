/** Resource records as text, as rules and zone files have them (RFC 1035, section 5.1), and as dns-packet has them. */
import { isIPv4, isIPv6 } from 'node:net';
import { type Answer, decode, encode } from 'dns-packet';

const CLASSES = ['IN', 'CS', 'CH', 'HS', 'ANY'];
const MOST_SECONDS = 2 ** 32 - 1;

/** `name. ttl class type data`. What has no text of its own is told as `\# length hex` (RFC 3597, section 5). */
export function recordText(record: Exclude<Answer, { type: 'OPT' }>): string {
  return [dotted(record.name), record.ttl ?? 0, codeText(record.class ?? 'IN', 'CLASS'), codeText(record.type), ...dataWords(record)].join(
    ' ',
  );
}

/** Reads what `recordText` writes. Throws when it isn't a record. */
export function readRecord(text: string): Answer {
  const [owner = '', seconds = '', kind = '', type = '', ...words] = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
  const wrong = (what: string): Error => new Error(`invalid resource record "${text}": ${what}`);
  const name = readName(owner);
  if (name === undefined) throw wrong(`"${owner}" is no name`);
  if (!/^\d+$/.test(seconds) || Number(seconds) > MOST_SECONDS) throw wrong(`"${seconds}" is no time to live`);
  if (!CLASSES.includes(kind.toUpperCase())) throw wrong(`"${kind}" is no class`);
  const fixed = { name, ttl: Number(seconds), class: kind.toUpperCase() };
  const data = words[0] === '\\#' ? readUnknown(type, words) : readData(type.toUpperCase(), words);
  if (data === undefined) throw wrong(`the data is not a ${type}'s`);
  return { ...fixed, type: typeCode(type), data } as Answer; // `data` is what dns-packet takes for this type
}

/** `TYPE65` for a type without a name, `CLASS5` for a class, as RFC 3597 has them; dns-packet says `UNKNOWN_65` for both. */
export function codeText(code: string, what: 'TYPE' | 'CLASS' = 'TYPE'): string {
  return code.replace(/^UNKNOWN_/, what);
}

function typeCode(text: string): string {
  return text.toUpperCase().replace(/^TYPE(?=\d+$)/, 'UNKNOWN_');
}

function dataWords(record: Exclude<Answer, { type: 'OPT' }>): (string | number)[] {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return [record.data];
    case 'NS':
    case 'CNAME':
    case 'PTR':
    case 'DNAME':
      return [dotted(record.data)];
    case 'MX':
      return [record.data.preference ?? 0, dotted(record.data.exchange)];
    case 'SRV':
      return [record.data.priority ?? 0, record.data.weight ?? 0, record.data.port, dotted(record.data.target)];
    case 'SOA': {
      const { mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = record.data;
      return [dotted(mname), dotted(rname), serial, refresh, retry, expire, minimum];
    }
    case 'HINFO':
      return [quoted(record.data.cpu), quoted(record.data.os)];
    case 'TXT':
      return [record.data].flat().map((string) => quoted(string.toString('latin1')));
    default: {
      // Behind a header, the root's name, type, class, time and length.
      const bytes = encode({ answers: [{ ...record, name: '.' }] }).subarray(23);
      return ['\\#', bytes.length, ...(bytes.length === 0 ? [] : [bytes.toString('hex')])];
    }
  }
}

function readData(type: string, words: readonly string[]): unknown {
  const [first = '', second = '', ...rest] = words;
  switch (type) {
    case 'A':
      return words.length === 1 && isIPv4(first) ? first : undefined;
    case 'AAAA':
      return words.length === 1 && isIPv6(first) ? first : undefined;
    case 'NS':
    case 'CNAME':
    case 'PTR':
    case 'DNAME':
      return words.length === 1 ? readName(first) : undefined;
    case 'MX': {
      const [preference, exchange] = [readNumber(first, 2), readName(second)];
      return words.length === 2 && preference !== undefined && exchange !== undefined ? { preference, exchange } : undefined;
    }
    case 'SRV': {
      const [priority, weight, port] = [first, second, rest[0] ?? ''].map((word) => readNumber(word, 2));
      const target = readName(rest[1] ?? '');
      return words.length === 4 && [priority, weight, port, target].every((part) => part !== undefined)
        ? { priority, weight, port, target }
        : undefined;
    }
    case 'SOA': {
      const [mname, rname] = [readName(first), readName(second)];
      const [serial, refresh, retry, expire, minimum] = rest.map((word) => readNumber(word, 4));
      const parts = [mname, rname, serial, refresh, retry, expire, minimum];
      return words.length === 7 && parts.every((part) => part !== undefined)
        ? { mname, rname, serial, refresh, retry, expire, minimum }
        : undefined;
    }
    case 'HINFO':
      return words.length === 2 ? { cpu: unquoted(first), os: unquoted(second) } : undefined;
    case 'TXT': {
      const strings = words.map((word) => Buffer.from(unquoted(word), 'latin1'));
      return strings.length > 0 && strings.every(({ length }) => length <= 255) ? strings : undefined;
    }
    default:
      return undefined;
  }
}

/** Data of any type as `\# length hex`, read by dns-packet as if it had come in a message. */
function readUnknown(type: string, [, length = '', ...hex]: readonly string[]): unknown {
  const bytes = Buffer.from(hex.join(''), 'hex');
  if (Number(length) !== bytes.length || hex.join('').length !== bytes.length * 2) return undefined;
  const message = encode({ answers: [{ name: '.', type: 'NULL', data: bytes }] });
  const code = encode({ questions: [{ name: '.', type: typeCode(type) as 'A' }] }).readUInt16BE(13); // any code is one to dns-packet
  if (code === 0) return undefined;
  message.writeUInt16BE(code, 13);
  const [record] = decode(message).answers ?? [];
  return record !== undefined && record.type !== 'OPT' ? record.data : undefined;
}

/** Without the final dot; `.` for the root. Escapes can't be written to a message. */
function readName(text: string): string | undefined {
  if (text === '.') return text;
  const name = text.replace(/\.$/, '');
  return name.length <= 253 && /^[\x21-\x7e]+$/.test(name) && !/[\\"]/.test(name) && name.split('.').every(isLabel) ? name : undefined;
}

function isLabel(label: string): boolean {
  return label.length > 0 && label.length <= 63;
}

function dotted(name: string): string {
  return name === '.' ? name : `${name}.`;
}

function readNumber(word: string, bytes: 2 | 4): number | undefined {
  return /^\d+$/.test(word) && Number(word) < 2 ** (8 * bytes) ? Number(word) : undefined;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function unquoted(word: string): string {
  return word.replace(/^"(.*)"$/s, '$1').replaceAll(/\\(.)/g, '$1');
}
