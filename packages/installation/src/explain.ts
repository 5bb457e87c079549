/** What is wrong with one value of berth.yaml, in words: where, what was expected, and what was probably meant. */
import { nearest } from '@berth/messages';
import { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One line for each thing that is wrong; a needed field under another name is one. */
export function explain(issues: readonly Issue[], input: unknown, schema: z.ZodType): string[] {
  const misspelt = issues.flatMap((issue) => {
    const key = isMissing(issue, input) ? keyInstead(issue.path, input, schema) : undefined;
    return key === undefined ? [] : [{ path: issue.path, key }];
  });
  const instead = new Map(misspelt.map(({ path, key }) => [placeOf(path), key]));
  const told = new Set(misspelt.map(({ path, key }) => placeOf([...path.slice(0, -1), key])));
  return issues.flatMap((issue) => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.filter((key) => !told.has(placeOf([...path, key]))).map((key) => strangerText(path, key, schema));
    const key = instead.get(placeOf(path));
    if (key === undefined) return [wrong(issue, input)];
    return [`${stranger(path.slice(0, -1), key)}; did you mean ${String(path.at(-1))}, which must be given?`];
  });
}

/** What is checked besides the schema says itself what is missing. */
function isMissing({ code, path }: Issue, input: unknown): boolean {
  return code !== 'custom' && path.length > 0 && valueAt(path, input) === undefined;
}

/** The key that was probably meant to be the missing one at `path`. */
function keyInstead(path: readonly PropertyKey[], input: unknown, schema: z.ZodType): string | undefined {
  const above = path.slice(0, -1);
  const parent = valueAt(above, input);
  if (!isRecord(parent)) return undefined;
  const known = keysAt(above, schema);
  return Object.keys(parent).find((key) => !known.includes(key) && nearest(key, known) === path.at(-1));
}

function strangerText(path: readonly PropertyKey[], key: string, schema: z.ZodType): string {
  const meant = nearest(key, keysAt(path, schema));
  return `${stranger(path, key)}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

function stranger(path: readonly PropertyKey[], key: string): string {
  return `${placeOf(path)}: Unrecognized key: ${JSON.stringify(key)}`;
}

function wrong(issue: Issue, input: unknown): string {
  const value = valueAt(issue.path, input);
  const where = placeOf(issue.path);
  if (isMissing(issue, input)) return `${where}: must be given${expectation(issue)}`;
  if (value === null) return `${where}: has no value${expectation(issue)}`;
  const meant = typeof value === 'string' ? nearest(value, choicesIn(issue)) : undefined;
  const is = isScalar(value) ? ` (is ${JSON.stringify(withoutPassword(value))})` : '';
  return `${where}: ${issue.message}${is}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

function choicesIn(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  // Those that tell which variant is meant stand in the message only.
  const isVariant = issue.code === 'invalid_union' && 'discriminator' in issue;
  return isVariant ? [...issue.message.matchAll(/'([^']+)'/g)].map(([, choice = '']) => choice) : [];
}

/** Zod says it behind what was wrong. */
function expectation({ message }: Issue): string {
  const [, expected] = /[Ee]xpected (.+?)(?:, received \w+)?$/.exec(message) ?? [];
  return expected === undefined ? '' : `: expected ${expected}`;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || '(top level)';
}

/** The part of a JSON Schema by which names are found. */
type Node = {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
};

/** The names that there may be at a place. */
function keysAt(path: readonly PropertyKey[], schema: z.ZodType): string[] {
  // What zod makes of it has these fields where there is anything to tell.
  let nodes = variantsOf(z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Node);
  for (const step of path) nodes = nodes.flatMap((node) => below(node, String(step))).flatMap(variantsOf);
  return nodes.flatMap(({ properties }) => Object.keys(properties ?? {}));
}

function variantsOf(node: Node): Node[] {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(variantsOf)];
}

function below({ properties, additionalProperties, items }: Node, step: string): Node[] {
  const found = properties?.[step] ?? (typeof additionalProperties === 'object' ? additionalProperties : items);
  return found === undefined ? [] : [found];
}

function valueAt(path: readonly PropertyKey[], input: unknown): unknown {
  let value = input;
  for (const step of path) value = Object.getOwnPropertyDescriptor(Object(value), step)?.value;
  return value;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What stands before an @ may be a secret that somebody wrote where none belongs. */
function withoutPassword(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' ? value.replace(/^(\w+:\/\/)?.*@/s, '$1…@') : value;
}
