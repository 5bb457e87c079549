/** The dashboard and the alert rules in docs/observability: they speak of metrics and labels that there are, and do what they should. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Meters } from './meters.ts';

const directory = resolve(import.meta.dirname, '../../../../docs/observability');
const promtool = async (...args: readonly string[]) => (await promisify(execFile)('promtool', args, { cwd: directory })).stdout;

const Rules = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })) });
const Dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })) })),
});

const { groups } = Rules.parse(parse(await readFile(join(directory, 'berth-alerts.yaml'), 'utf8')));
const rules = groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ of: alert, expr, legend: '' })));
const { panels } = Dashboard.parse(JSON.parse(await readFile(join(directory, 'berth-dashboard.json'), 'utf8')));
const drawn = panels.flatMap(({ title, targets }) => targets.map(({ expr, legendFormat }) => ({ of: title, expr, legend: legendFormat })));
const { labels, registry } = new Meters();

test('the rules do what their tests say, and the example is what Prometheus reads', async () => {
  expect(await promtool('test', 'rules', 'berth-alerts.test.yaml')).toContain('SUCCESS');
  expect(await promtool('check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml')).toContain(`${rules.length} rules found`);
});

test('the metrics have names as Prometheus wants them, but for those that Node brings', async () => {
  const { stderr } = spawnSync('promtool', ['check', 'metrics'], { input: await registry.metrics(), encoding: 'utf8' });
  expect(stderr).toContain('nodejs_active_handles_total');
  expect(stderr.match(/^berth_.*/gm)).toBeNull();
});

test('every rule has a case in which it stays silent and one in which it fires', async () => {
  const cases = await readFile(join(directory, 'berth-alerts.test.yaml'), 'utf8');
  expect(rules.map((rule) => rule.of).filter((alert) => cases.split(alert).length < 3)).toEqual([]);
});

test('Prometheus can read what the dashboard asks', async () => {
  const path = await mkdtemp(join(tmpdir(), 'berth-dashboard-'));
  onTestFinished(() => rm(path, { recursive: true }));
  const asked = drawn.map(({ expr }, index) => ({ record: `panel:${index}`, expr: expr.replaceAll('$__rate_interval', '5m') }));
  await writeFile(join(path, 'rules.yaml'), JSON.stringify({ groups: [{ name: 'dashboard', rules: asked }] }));
  expect(await promtool('check', 'rules', join(path, 'rules.yaml'))).toContain(`${drawn.length} rules found`);
});

test.for([...rules, ...drawn])('$of speaks of metrics and labels that there are: $expr', ({ expr, legend }) => {
  const named = [...expr.matchAll(/\b(berth_\w+)(?:\{([^}]*)\})?/g)].map(([, metric = '', matchers = '']) => ({ metric, matchers }));
  for (const { metric, matchers } of named) expect(labelsOf(metric)).toEqual(expect.arrayContaining(labelNames(matchers)));
  const all = new Set(named.flatMap(({ metric }) => labelsOf(metric)));
  const kept = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
  const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  expect([...kept, ...shown].filter((label) => !all.has(label))).toEqual([]);
});

test('a metric or a label that there is not is noticed', () => {
  expect(() => labelsOf('berth_target_actve')).toThrow('no metric berth_target_actve');
  expect(labelsOf('berth_target_active')).not.toContain('engine');
});

/** Those of the metric, and those that Prometheus adds. */
function labelsOf(series: string): string[] {
  const [, family = series, part] = /^(.*)_(bucket|sum|count)$/.exec(series) ?? [];
  const names = labels.get(part === undefined ? series : family);
  if (names === undefined) throw new Error(`there is no metric ${series}`);
  return [...names, ...(part === 'bucket' ? ['le'] : []), 'job', 'instance'];
}

function labelNames(matchers: string): string[] {
  return [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, name = '']) => name);
}
