/** Prometheus itself, with the configuration, the rules and the dashboard of docs/observability. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, OwnProcess, repository, waitUntil } from '@berth/local-stack';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { ask, isPage } from './request.ts';

const documents = join(repository, 'docs/observability');
const Configuration = z.looseObject({ scrape_configs: z.array(z.looseObject({ job_name: z.string() })) });
const Dashboard = z.object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })) });
const Targets = z.object({ activeTargets: z.array(z.object({ health: z.string(), labels: z.object({ job: z.string() }) })) });
const Rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string(), state: z.string() })) })),
});
const Result = z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) });

/** What the dashboard asks, as Grafana would send it; a condition that shows only what there is to see is left out. */
export async function askedByDashboard(): Promise<readonly { readonly title: string; readonly expr: string }[]> {
  const { panels } = Dashboard.parse(JSON.parse(await readFile(join(documents, 'berth-dashboard.json'), 'utf8')));
  const sent = (expr: string) => expr.replaceAll('$target', '.*').replaceAll('$__rate_interval', '1m').replace(/ > 0$/, '');
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr: sent(expr) })));
}

export class PrometheusServer implements AsyncDisposable {
  readonly #process: OwnProcess;
  readonly #port: number;

  private constructor(process: OwnProcess, port: number) {
    this.#process = process;
    this.#port = port;
  }

  /** Of each job of the example what `targets` says; jobs that it doesn't name are left out. */
  static async start(directory: string, targets: ReadonlyMap<string, string>): Promise<PrometheusServer> {
    const { scrape_configs: jobs, ...rest } = Configuration.parse(parse(await readFile(join(documents, 'prometheus.yml'), 'utf8')));
    const configuration = {
      ...rest,
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [join(documents, 'berth-alerts.yaml')],
      scrape_configs: jobs.flatMap(({ job_name }) => {
        const target = targets.get(job_name);
        return target === undefined ? [] : [{ job_name, static_configs: [{ targets: [target] }] }];
      }),
    };
    const file = join(directory, 'prometheus.yml');
    await writeFile(file, stringify(configuration));
    const port = await freePort();
    const store = `--storage.tsdb.path=${join(directory, 'prometheus')}`;
    const args = [`--config.file=${file}`, store, `--web.listen-address=127.0.0.1:${port}`];
    const process = new OwnProcess({ name: 'prometheus', command: 'prometheus', args, logFile: join(directory, 'prometheus.log') });
    await process.start();
    const server = new PrometheusServer(process, port);
    await waitUntil('Prometheus to be ready', 60_000, async () => {
      const answer = await ask(port, 'localhost', '/-/ready');
      return isPage(answer);
    });
    return server;
  }

  /** The jobs whose targets answer, sorted. */
  async up(): Promise<string[]> {
    const { activeTargets } = await this.#get('targets', Targets);
    return activeTargets.flatMap(({ health, labels }) => (health === 'up' ? [labels.job] : [])).sort();
  }

  /** Of each rule whether it could be evaluated, and its state. */
  async rules() {
    return (await this.#get('rules', Rules)).groups.flatMap(({ rules }) => rules);
  }

  /** The values of what answers. */
  async query(expr: string): Promise<number[]> {
    return (await this.#get(`query?query=${encodeURIComponent(expr)}`, Result)).result.map(({ value: [, value] }) => Number(value));
  }

  async #get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const answer = await ask(this.#port, 'localhost', `/api/v1/${path}`);
    if (answer.kind !== 'answer' || answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return z.object({ data: schema }).parse(JSON.parse(answer.body)).data;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}
