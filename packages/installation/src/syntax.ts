/** Reads the YAML of berth.yaml; what isn't YAML is told once: where it first shows, and what to do about it. */
import { type Document, LineCounter, parseDocument, visit, type YAMLParseError } from 'yaml';

export type Read = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'problem'; readonly problem: string };

/** One mistake makes further ones of what follows, so only the first is told. */
export function readYaml(text: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const wrong = firstError(document) ?? firstStrayAlias(document);
  if (wrong === undefined) return { kind: 'value', value: document.toJS() };
  const { line, col } = lines.linePos(wrong.at);
  return { kind: 'problem', problem: `line ${line}, column ${col}: ${wrong.what}` };
}

type Wrong = { readonly at: number; readonly what: string };

function firstError({ errors }: Document.Parsed): Wrong | undefined {
  const [first] = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  return first && { at: first.pos[0], what: wordsFor(first) };
}

/** Found by nobody before the value is made, which throws then. */
function firstStrayAlias(document: Document.Parsed): Wrong | undefined {
  let found: Wrong | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      found = { at: alias.range?.[0] ?? 0, what: `*${alias.source} is an alias of nothing; ${quoteStar}` };
      return visit.BREAK;
    },
  });
  return found;
}

const quoteStar = 'put quotes around a value that begins with *';
const closeBracket = 'close the bracket that was opened before, or indent what belongs into it';

/** The parser's own words where they say what to do, or nothing is known that does. */
function wordsFor({ code, message }: YAMLParseError): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return `${message}; use spaces`;
    case 'DUPLICATE_KEY':
      return 'this key is there already; keep one of them';
    case 'BAD_ALIAS':
      return `${message}; ${quoteStar}`;
    case 'BAD_SCALAR_START':
      return `${message}; put quotes around the value`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return `${message}; put quotes around a value that has a colon in it, or begin a new line`;
    case 'MULTILINE_IMPLICIT_KEY':
      return 'this is no key with a value; write a colon and a space between them';
    case 'MULTIPLE_DOCS':
      return 'a second document begins; remove the line ---, for the file is one document';
    case 'MISSING_CHAR':
      return `${message}; ${message.startsWith('Flow') ? closeBracket : 'close the quotes that were opened before'}`;
    case 'BAD_INDENT':
      return `${message}; ${message.startsWith('Flow') ? closeBracket : 'begin all keys of one level with the same number of spaces'}`;
    default:
      return message;
  }
}
