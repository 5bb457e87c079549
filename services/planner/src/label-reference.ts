/** Pure: docs/labels.md, the reference of all labels, from their schema. */
import { containerFields, type Field, poolLabels, serviceFields } from './label-fields.ts';

export function labelReferenceText(): string {
  return `# Labels

Made from the schema by \`npm run labels\`; a test fails when it is stale.

A label is never needed. One that is unknown, or whose value can't be read, is a problem of that container alone: \`berth status\` tells it with the
container's name and the nearest right spelling. A container that was stopped, and a one-off container of Compose (\`compose run\`), offers nothing,
whatever its labels.

## Of a container

${table('berth.', containerFields)}

## Of a service

As they stand here where the container has one service; \`berth.service.<name>.\` in place of \`berth.\` for one of several:

\`\`\`
docker run --label berth.service.api.port=8080 --label berth.service.admin.port=9000 --label berth.service.admin.monitor=none …
\`\`\`

${table('berth.', serviceFields)}

What concerns the whole pool (${codes(poolLabels)}) is taken from the container that runs longest where several say different things, which is reported.
`;
}

function table(prefix: string, fields: Readonly<Record<string, Field<unknown>>>): string {
  const rows = Object.entries(fields).map(([name, { about, expects, without, example }]) => [
    `\`${prefix}${name}\``,
    about,
    expects,
    without,
    `\`${prefix}${name}=${example}\``,
  ]);
  return [['label', 'meaning', 'value', 'without it', 'example'], ['---', '---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`berth.${name}\``).join(', ');
}
