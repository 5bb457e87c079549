/** Answers what rules ask of data groups with `class`. */
import ipaddr from 'ipaddr.js';
import { tclList } from '../../tcl/index.ts';
import type { TrafficConfiguration } from '../../traffic.ts';

type DataGroup = NonNullable<ReturnType<TrafficConfiguration['dataGroup']>>;
type Found = { readonly index: number; readonly name: string; readonly value: string };
type Told = 'index' | 'name' | 'value' | 'element' | 'whether';
type Options = { readonly told: Told; readonly all: boolean; readonly nocase: boolean; readonly words: readonly string[] };

/**
 * The answer to `class WORD...` about the groups of `configuration`, as a Tcl value. Strings are bytes.
 * Throws with a message for the rule when the group is missing or the words are wrong.
 */
export function answerClass([subcommand = '', ...words]: readonly string[], configuration: TrafficConfiguration): string {
  const find = (name: string | undefined): DataGroup | undefined =>
    configuration.dataGroup(name?.startsWith('/') === true ? name : `/Common/${name}`);
  const need = (name: string | undefined): DataGroup => {
    const found = find(name);
    if (found === undefined) throw new Error(`value_list (${name}) not found`);
    return found;
  };
  switch (subcommand) {
    case 'exists':
      return find(words[0]) === undefined ? '0' : '1';
    case 'size':
      return String(need(words[0]).records.size);
    case 'type':
      return need(words[0]).type;
    case 'lookup': {
      const { words: operands } = readOptions(words, []);
      const group = need(operands[1]);
      return equal(group, operands[0] ?? '')[0]?.value ?? '';
    }
    case 'match': {
      const options = readOptions(words, searchOptions);
      const [item = '', operator = '', name] = options.words;
      return told(matching(need(name), item, operator, options, 'item'), options);
    }
    case 'search': {
      const options = readOptions(words, searchOptions);
      const [name, operator = 'contains', item = ''] = options.words;
      return told(matching(need(name), item, operator, options, 'element'), options);
    }
    case 'names':
    case 'get': {
      const options = readOptions(words, ['-nocase']);
      const [name, pattern = '*'] = options.words;
      const found = elements(need(name)).filter((element) => globMatches(pattern, element.name, options));
      return tclList(found.map((element) => (subcommand === 'names' ? element.name : tclList([element.name, element.value]))));
    }
    case 'element': {
      const options = readOptions(words, ['-name', '-value']);
      const found = elements(need(options.words[1]))[Number(options.words[0])];
      return found === undefined ? '' : tell(found, options.told === 'whether' ? 'element' : options.told);
    }
    default:
      throw new Error(`bad option "${subcommand}"`);
  }
}

const searchOptions = ['-all', '-index', '-element', '-name', '-value', '-nocase'];

function readOptions(words: readonly string[], known: readonly string[]): Options {
  let [told, all, nocase] = ['whether' as Told, false, false];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) break;
    if (word === '--') {
      at += 1;
      break;
    }
    if (!known.includes(word)) throw new Error(`bad option "${word}": must be -all, -index, -element, -list, -name, or -value`);
    if (word === '-all') all = true;
    else if (word === '-nocase') nocase = true;
    else told = word.slice(1) as Told; // the options left are the ways of telling
  }
  return { told, all, nocase, words: words.slice(at) };
}

/** `match` asks whether the item has the operator's relation to an element, `search` whether an element has it to the item. */
function matching(group: DataGroup, item: string, operator: string, { nocase, all }: Options, subject: 'item' | 'element'): Found[] {
  if ((operator === 'equals' || operator === 'eq') && !nocase) return equal(group, item);
  const related = relations[operator];
  if (related === undefined) throw new Error(`bad operator "${operator}"`);
  const fold = (text: string) => (nocase ? text.toLowerCase() : text);
  const matches = ({ name }: Found) => (subject === 'item' ? related(fold(item), fold(name)) : related(fold(name), fold(item)));
  const candidates = elements(group);
  return all ? candidates.filter(matches) : candidates.filter(matches).slice(0, 1);
}

const relations: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  equals: (text, part) => text === part,
  eq: (text, part) => text === part,
  starts_with: (text, part) => text.startsWith(part),
  ends_with: (text, part) => text.endsWith(part),
  contains: (text, part) => text.includes(part),
};

/** The element of that name; in a group of addresses the smallest network with that address. */
function equal({ type, records }: DataGroup, item: string): Found[] {
  const names = type === 'ip' ? networksOf(item) : [type === 'integer' ? item.trim().replace(/^0+(?=\d)/, '') : fromBytes(item)];
  for (const name of names) {
    const value = records.get(name);
    if (value === undefined) continue;
    // Where it stands is seldom asked and costs a walk.
    const found = {
      get index() {
        return Array.from(records.keys()).indexOf(name);
      },
      name: toBytes(name),
      value: toBytes(value),
    };
    return [found];
  }
  return [];
}

/** The networks that hold an address, as records are named, smallest first. */
function networksOf(item: string): string[] {
  const match = /^(?<address>[^%/]+)(?<domain>%\d+)?(?:\/(?<prefix>\d+))?$/.exec(item)?.groups;
  const text = match?.['address'] ?? '';
  if (!ipaddr.isValid(text)) throw new Error(`bad IP network address format`);
  const address = ipaddr.parse(text);
  const bytes = address.toByteArray();
  const domain = match?.['domain'] === '%0' ? '' : (match?.['domain'] ?? '');
  const width = Math.min(Number(match?.['prefix'] ?? bytes.length * 8), bytes.length * 8);
  return Array.from({ length: width + 1 }, (_, shorter) => {
    const prefix = width - shorter;
    const network = bytes.map((byte, index) => byte & ~(0xff >> Math.min(Math.max(prefix - index * 8, 0), 8)));
    return `${ipaddr.fromByteArray(network).toString()}${domain}/${prefix}`;
  });
}

function elements({ records }: DataGroup): Found[] {
  return Array.from(records, ([name, value], index) => ({ index, name: toBytes(name), value: toBytes(value) }));
}

function told(found: readonly Found[], { told: what, all }: Options): string {
  if (all) return tclList(found.map((element) => tell(element, what === 'whether' ? 'element' : what)));
  const [first] = found;
  if (first !== undefined) return tell(first, what);
  if (what === 'whether') return '0';
  return what === 'index' ? '-1' : '';
}

function tell({ index, name, value }: Found, what: Told): string {
  switch (what) {
    case 'whether':
      return '1';
    case 'index':
      return String(index);
    case 'name':
      return name;
    case 'value':
      return value;
    case 'element':
      return tclList([name, value]);
    default:
      return what satisfies never;
  }
}

function globMatches(pattern: string, text: string, { nocase }: Options): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${expression}$`, nocase ? 'i' : '').test(text);
}

/** TMM sees bytes; the configuration holds text. */
function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function fromBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
