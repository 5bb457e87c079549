/** The text of an external data group: `"key" := "value",`, `host 192.0.2.1 := "value",`, `network 192.0.2.0/24,`. */

import { canonicalRecordName, type RecordType } from '../configuration/records.ts';
import { mcpd } from '../configuration/refusal.ts';

type Entry = { readonly name: string; readonly data: string };

/** The records of a file; refuses the first line that is none. */
export function recordsIn(text: string, type: RecordType, separator: string, path: string): Entry[] {
  const entries: Entry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const said = line.trim().replace(/,$/, '').trim();
    if (said === '' || said.startsWith('#')) continue;
    const entry = entryIn(said, type, separator);
    if (entry === undefined) throw mcpd('01070712', `Failed to import the data group file (${path}), line ${index + 1}: ${line.trim()}`);
    entries.push(entry);
  }
  return entries;
}

function entryIn(line: string, type: RecordType, separator: string): Entry | undefined {
  const at = separatorIn(line, separator);
  const key = (at === -1 ? line : line.slice(0, at)).trim();
  const name = canonicalRecordName(type, type === 'ip' ? addressIn(key) : unquoted(key));
  return name === undefined ? undefined : { name, data: at === -1 ? '' : unquoted(line.slice(at + separator.length).trim()) };
}

/** Where the separator is, outside of quotes. */
function separatorIn(line: string, separator: string): number {
  const start = line.startsWith('"') ? closingQuote(line) : 0;
  return line.indexOf(separator, start);
}

function closingQuote(line: string): number {
  const end = /^"(?:[^"\\]|\\.)*"/.exec(line)?.[0].length;
  return end ?? line.length;
}

/** `host A`, `network A/N`, `network A mask M`, `network A prefixlen N`, or the address alone. */
function addressIn(key: string): string {
  const [first = '', ...rest] = unquoted(key).split(/\s+/);
  const [address = '', word, value = ''] = first === 'host' || first === 'network' ? rest : [first, ...rest];
  if (word === undefined) return address;
  if (word === 'prefixlen') return `${address}/${value}`;
  return word === 'mask' ? `${address}/${prefixOf(value)}` : '';
}

function prefixOf(mask: string): number {
  const bits = mask
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return bits.includes('01') ? -1 : bits.replaceAll('0', '').length;
}

function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
}
