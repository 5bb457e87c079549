/** Pure: a JSON Schema as people read it, in the notation of TypeScript's types. */
import { z } from 'zod';

type Schema = {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
};

/** The part of JSON Schema that the messages' schemas are made of. */
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    items: Schema.optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
  }),
);

/** Longest line that an object is written in. */
const width = 110;

/** A schema may refer to others by name, as `#/…/NAME`. */
export function schemaText(schema: unknown): string {
  return typeText(Schema.parse(schema), '');
}

function typeText(schema: Schema, indent: string): string {
  const { $ref, const: constant, enum: values, anyOf, oneOf, items, type } = schema;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (constant !== undefined) return literal(constant);
  if (values !== undefined) return values.map(literal).join(' | ');
  const variants = oneOf ?? anyOf;
  if (variants !== undefined) return unionText(variants, indent);
  if (Array.isArray(type)) return type.map((each) => typeText({ ...schema, type: each }, indent)).join(' | ');
  switch (type) {
    case 'object':
      return objectText(schema, indent);
    case 'array':
      return arrayText(items ?? {}, indent);
    case 'integer':
      return 'number';
    case undefined:
      return 'unknown';
    default:
      return String(type);
  }
}

function unionText(variants: readonly Schema[], indent: string): string {
  const short = variants.map((variant) => typeText(variant, indent)).join(' | ');
  if (isShort(short, indent)) return short;
  return variants.map((variant) => `\n${indent}| ${typeText(variant, `${indent}  `)}`).join('');
}

function arrayText(items: Schema, indent: string): string {
  const text = typeText(items, indent);
  if (text.startsWith('\n')) return `(${text}\n${indent})[]`;
  return text.includes(' | ') && !text.startsWith('{') ? `(${text})[]` : `${text}[]`;
}

function objectText({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${fieldName(name)}${required.includes(name) ? '' : '?'}:${spaced(typeText(schema, inner))}`,
  );
  if (typeof additionalProperties === 'object') fields.push(`[name]: ${typeText(additionalProperties, inner)}`);
  const short = fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`;
  return isShort(short, indent) ? short : `{\n${fields.map((field) => `${inner}${field}\n`).join('')}${indent}}`;
}

/** After a colon or an equals sign. */
export function spaced(text: string): string {
  return text.startsWith('\n') ? text : ` ${text}`;
}

function isShort(text: string, indent: string): boolean {
  return !text.includes('\n') && indent.length + text.length <= width;
}

function fieldName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : literal(name);
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
