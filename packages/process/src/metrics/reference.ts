/** docs/metrics.md, out of the table of metrics. */
import { Meters } from './meters.ts';

export const metricsFile = 'docs/metrics.md';

/** The whole page. */
export async function metricsReference(): Promise<string> {
  const metrics = await new Meters().registry.getMetricsAsJSON();
  const rows = metrics
    .filter(({ name }) => name.startsWith('berth_'))
    .map(({ name, type, help }) => `| \`${name}\` | ${String(type)} | ${help} |`);
  return `# Metrics

Made from the table of metrics by \`npm run metrics\`; a test fails when it is stale.

With \`--health [ADDRESS:]PORT\`, or \`BERTH_HEALTH\`, each program answers \`/metrics\` in Prometheus' form, besides \`/healthz\` and
\`/readyz\`. Of what is listed here each tells its own part; a spare, which holds no lease, tells nothing of engines and BIG-IPs. \`kind\` is
\`ltm\`, \`dns\`, \`gtm\` or \`route\`, \`target\` the BIG-IP, with \`gtm\` the DNS group. Node's own metrics (\`nodejs_…\`, \`process_…\`) are there too.

| metric | type | meaning |
| --- | --- | --- |
${rows.join('\n')}

What to be woken for: \`berth_target_active == 0\`, or \`berth_target_documents_behind > 0\`, for minutes; an engine for which no collector
tells \`berth_engine_followed == 1\`; \`berth_problems_open{severity="error"} > 0\`; no program with \`berth_leases_held > 0\` where there was one.
`;
}
