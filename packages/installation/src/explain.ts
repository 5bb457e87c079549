/** What is wrong with one value of berth.yaml, in words: where, what was expected, and what was probably meant. */
import { nearest } from '@berth/messages';
import { z } from 'zod';

/** One line for an issue that `schema` has with `input`. */
export function explain(issue: z.core.$ZodIssue, input: unknown, schema: z.ZodType): string {
  const { path, message } = issue;
  const where = path.map(String).join('.') || '(top level)';
  const value = valueAt(path, input);
  return `${where}: ${message}${isScalar(value) ? ` (is ${JSON.stringify(withoutPassword(value))})` : ''}${meant(issue, value, schema)}`;
}

/** `; did you mean http?` */
function meant(issue: z.core.$ZodIssue, value: unknown, schema: z.ZodType): string {
  const names =
    issue.code === 'unrecognized_keys'
      ? issue.keys.flatMap((key) => nearest(key, keysAt(issue.path, schema)) ?? [])
      : issue.code === 'invalid_value' && typeof value === 'string'
        ? [nearest(value, issue.values.map(String)) ?? []].flat()
        : [];
  return names.length === 0 ? '' : `; did you mean ${names.join(', ')}?`;
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

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** What stands before an @ may be a secret that somebody wrote where none belongs. */
function withoutPassword(value: string | number | boolean): string | number | boolean {
  return typeof value === 'string' ? value.replace(/^(\w+:\/\/)?.*@/s, '$1…@') : value;
}
