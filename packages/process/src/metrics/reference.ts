/** docs/metrics.md, out of the table of metrics. */
import { Meters } from './meters.ts';

export const metricsFile = 'docs/metrics.md';

/** The whole page. */
export async function metricsReference(): Promise<string> {
  const { registry, labels } = new Meters();
  const metrics = await registry.getMetricsAsJSON();
  const labelsOf = (name: string) => (labels.get(name) ?? []).map((label) => `\`${label}\``).join(', ');
  const rows = metrics
    .filter(({ name }) => name.startsWith('berth_'))
    .map(({ name, type, help }) => `| \`${name}\` | ${String(type)} | ${labelsOf(name)} | ${help} |`);
  return `# Metrics

Made from the table of metrics by \`npm run metrics\`; a test fails when it is stale.

With \`--health [ADDRESS:]PORT\`, or \`BERTH_HEALTH\`, each program answers \`/metrics\` in Prometheus' form, besides \`/healthz\` and
\`/readyz\`. Of what is listed here each tells its own part; a spare, which holds no lease, tells nothing of engines and BIG-IPs. \`kind\` is
\`ltm\`, \`dns\`, \`gtm\` or \`route\`, \`target\` the BIG-IP, with \`gtm\` the DNS group; where a
unit is written to by itself, its address stands behind. Node's own metrics (\`nodejs_…\`, \`process_…\`) are there too.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

Alert rules and a dashboard for all of it: [observability](observability/README.md).
`;
}
