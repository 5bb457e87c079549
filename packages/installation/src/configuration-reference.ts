/** docs/configuration.md: every field of berth.yaml, out of its schema. */
import { JsonSchema } from '@berth/messages';
import { editorSchemaText } from './editor-schema.ts';

type Field = { readonly path: string; readonly about: string; readonly without: string };

/** The whole page. */
export function configurationReferenceText(): string {
  const { properties = {}, required = [] } = JsonSchema.parse(JSON.parse(editorSchemaText()));
  const sections = Object.entries(properties).map(([name, schema]) => {
    const needed = required.includes(name) ? 'needed' : 'optional';
    const rows = fieldsIn(name, schema, needed).map(({ path, about, without }) => `| \`${path}\` | ${about} | ${without} |`);
    return `## ${name}\n\n| field | meaning | without it |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Configuration

Made from the schema of \`berth.yaml\` by \`npm run editor-schema\`; a test fails when it is stale. An editor that knows
[berth.schema.json](berth.schema.json) checks a file and shows the same.

\`BERTH_CONFIG\` names the file, \`berth.yaml\` unless set. A wrong one stops a program at its start, with every error named by path, value and
expectation; while it runs, it keeps the old one and tells. Durations are written \`500ms\`, \`10s\`, \`5m\`, \`24h\`. These variables go before what
the file says: \`BERTH_INSTALLATION\`, \`BERTH_EXPOSE\`, \`BERTH_NATS_SERVERS\` (with commas), \`BERTH_NATS_REPLICAS\`, \`BERTH_NATS_CA_FILE\`,
\`BERTH_NATS_NKEY_FILE\`, \`BERTH_TRACING_ENDPOINT\`, \`BERTH_TRACING_HEADERS_FILE\`, \`BERTH_TRACING_CA_FILE\`, \`BERTH_TRACING_RATIO\`.

${sections.join('\n')}`;
}

/** A field, and all that is within it. What depends on a \`mode\` stands behind it. */
function fieldsIn(path: string, schema: JsonSchema, needed: 'needed' | 'optional'): Field[] {
  const own = { path, about: schema.description ?? '', without: withoutIt(schema, needed) };
  const named = typeof schema.additionalProperties === 'object' ? within(`${path}.NAME`, schema.additionalProperties) : [];
  const { items } = schema;
  const listed = items === undefined ? [] : [...within(`${path}[]`, items), ...variantsOf(`${path}[]`, items)];
  return [own, ...within(path, schema), ...variantsOf(path, schema), ...named, ...listed];
}

/** By which field the kinds of a section are told apart. */
const tellsApart = ['mode', 'own'] as const;

function variantsOf(path: string, { oneOf = [] }: JsonSchema): Field[] {
  return oneOf.flatMap((variant) => {
    const name = tellsApart.find((each) => variant.properties?.[each] !== undefined);
    const told = name === undefined ? undefined : variant.properties?.[name];
    if (name === undefined || told === undefined) return [];
    const value = `${path}.${name}: ${String(told.const ?? told.default ?? 'not given')}`;
    return [{ path: value, about: told.description ?? '', without: '' }, ...within(path, variant, name)];
  });
}

function within(path: string, { properties = {}, required = [] }: JsonSchema, besides?: string): Field[] {
  return Object.entries(properties)
    .filter(([name]) => name !== besides)
    .flatMap(([name, schema]) => fieldsIn(`${path}.${name}`, schema, required.includes(name) ? 'needed' : 'optional'));
}

function withoutIt({ default: usual, oneOf }: JsonSchema, needed: 'needed' | 'optional'): string {
  if (usual === undefined) return needed === 'needed' ? 'it must be given' : '';
  if (oneOf === undefined && typeof usual === 'object' && usual !== null && Object.keys(usual).length === 0)
    return Array.isArray(usual) ? 'none' : '';
  return `\`${typeof usual === 'string' ? usual : JSON.stringify(usual)}\``;
}
