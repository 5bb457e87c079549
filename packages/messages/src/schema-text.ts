/** Pure: a JSON Schema as people read it, in the notation of TypeScript's types. */
import { JsonSchema } from './json-schema.ts';

/** Longest line that an object is written in. */
const width = 110;

/** A schema may refer to others by name, as `#/…/NAME`. */
export function schemaText(schema: unknown): string {
  return typeText(JsonSchema.parse(schema), '');
}

function typeText(schema: JsonSchema, indent: string): string {
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

function unionText(variants: readonly JsonSchema[], indent: string): string {
  const short = variants.map((variant) => typeText(variant, indent)).join(' | ');
  if (isShort(short, indent)) return short;
  return variants.map((variant) => `\n${indent}| ${typeText(variant, `${indent}  `)}`).join('');
}

function arrayText(items: JsonSchema, indent: string): string {
  const text = typeText(items, indent);
  if (text.startsWith('\n')) return `(${text}\n${indent})[]`;
  return text.includes(' | ') && !text.startsWith('{') ? `(${text})[]` : `${text}[]`;
}

function objectText({ properties = {}, required = [], additionalProperties }: JsonSchema, indent: string): string {
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
