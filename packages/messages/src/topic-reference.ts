/** Pure: docs/topics.md, every topic and the shape of its messages, from their schemas. */
import { schemas } from './asyncapi.ts';
import { schemaText, spaced } from './schema-text.ts';
import { parameters, type Topic, topics } from './topics.ts';

/** The whole page. */
export function topicReferenceText(): string {
  const shapes = schemas();
  const shared = Object.keys(shapes).filter((name) => !Object.hasOwn(topics, name));
  return `# Topics

Made from the schemas by \`npm run asyncapi\`; a test fails when it is stale. For machines: [asyncapi.yaml](asyncapi.yaml).

Any NATS client can follow these; none needs to know JetStream. Messages are JSON. A *state* replaces the message before it on the same topic, and is
the last value of a key in a JetStream KV bucket; a message with an empty body and the header \`KV-Operation: DEL\` or \`PURGE\` says that
the key was deleted. A *moment* tells what happened once. In a topic, a name's characters other than A-Z, a-z, 0-9, _ and - are written =XX, such as
\`=2E\` for a dot. Times are milliseconds since 1970; what DNS or a
BIG-IP counts in seconds (\`ttl\`, \`slowRampTime\`) is in seconds. Ignore fields that you don't know: later versions have more.

${topicTable()}

## Names in topics

| name | stands for |
| --- | --- |
${Object.entries(parameters)
  .map(([name, about]) => `| \`{${name}}\` | ${about} |`)
  .join('\n')}

${Object.entries(topics)
  .map(([name, topic]) => section(name, topic, shapes[name]))
  .join('\n')}
## In several of them

${shared.map((name) => shape(name, shapes[name])).join('\n')}`;
}

function topicTable(): string {
  const rows = Object.entries(topics).map(
    ([name, { address, tells, about }]) => `| \`${address}\` | ${tells.kind} | [${name}](#${name.toLowerCase()}): ${about} |`,
  );
  return ['| topic | | message |', '| --- | --- | --- |', ...rows].join('\n');
}

function section(name: string, { address, tells, about }: Topic, schema: unknown): string {
  const where = tells.kind === 'state' ? `A state, in the bucket \`${tells.bucket}\`.` : 'A moment.';
  return `## ${name}\n\n\`${address}\`\n\n${about} ${where}\n\n${shape(name, schema)}`;
}

function shape(name: string, schema: unknown): string {
  return `\`\`\`ts\ntype ${name} =${spaced(schemaText(schema))}\n\`\`\`\n`;
}
