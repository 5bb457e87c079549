/** What the planner makes of what runs on a site's engines. */
import { parseInstallation, plannerConfig, type SiteConfig } from '@berth/installation';
import { DesiredNames, DesiredService, Engine, engineKey, type Network, type Origin } from '@berth/messages';
import { type PlanProblem, plan, ServiceIndex } from '@berth/planner';
import { stringify } from 'yaml';
import { type Running, recordedNetworks } from './recorded.ts';

/** Merged over the parts of the sample configuration. */
export type Configured = {
  readonly installation?: object;
  /** Of every engine. */
  readonly engine?: object;
  /** Of one. */
  readonly engines?: Readonly<Record<string, object>>;
  readonly bigip?: object;
};

/** What runs now; that the planner was started anew; or that engines can't be seen. */
export type Step = readonly Running[] | 'restart' | { readonly running: readonly Running[]; readonly unseen: readonly string[] };

export type Documents = ReturnType<typeof plan>['documents'];
export type Outcome = { readonly documents: Documents; readonly problems: readonly PlanProblem[] };

const minute = 60_000;
const addresses = { docker1: '192.0.2.11', docker2: '192.0.2.12' };

/** Site `east` with two engines and the BIG-IP edge, which answers DNS, a minute after each step; the last document of each service. */
export function planSteps(steps: readonly Step[], configured: Configured = {}): Outcome {
  const site = siteOf(configured);
  let index = new ServiceIndex(site);
  const documents = new Map<string, Documents[number]>();
  const problems = new Map<string, readonly PlanProblem[]>();
  for (const [number, step] of steps.entries()) {
    if (step === 'restart') {
      index = new ServiceIndex(site);
      problems.clear();
      for (const { bigip, service, want, names } of documents.values()) {
        index.recall(bigip, service, want);
        if (names !== undefined) index.recallNames(bigip, service, names);
      }
      continue;
    }
    const { running, unseen } = 'unseen' in step ? step : { running: step, unseen: [] };
    const touched = index.update({ kind: 'snapshot', entries: engineEntries(site, running, unseen) });
    const planned = plan(index, index.services(), { now: number * minute, linger: 15 * minute });
    for (const document of planned.documents) {
      check(document);
      documents.set(`${document.bigip} ${document.service}`, document);
    }
    for (const [owner, found] of [...touched.problems, ...planned.problems]) problems.set(owner, found);
  }
  return { documents: [...documents.values()], problems: [...problems.values()].flat() };
}

/** Throws where it is not what readers of the bus take. */
function check({ bigip, service, want, names }: Documents[number]): void {
  const around = { v: 1, epoch: { lease: 'planner.east', created: 0, revision: 0 }, bigip, service };
  DesiredService.parse({ ...around, kind: 'service', want });
  if (names !== undefined) DesiredNames.parse({ ...around, kind: 'names', want: names });
}

/** Where a container is on the bus: `www-1 on docker2`, without the engine where it is the first. */
export function whose({ name, engine }: Origin): string {
  return engine === 'docker1' ? name : `${name} on ${engine}`;
}

function engineEntries(site: SiteConfig, running: readonly Running[], unseen: readonly string[]) {
  const networks: readonly Network[] = recordedNetworks();
  return [...site.engines.keys()]
    .filter((name) => !unseen.includes(name))
    .map((name) => {
      const document = Engine.parse({
        v: 1,
        epoch: { lease: `collector.${name}`, created: 0, revision: 0 },
        listedAt: 0,
        name,
        site: 'east',
        address: '192.0.2.99',
        dockerVersion: '20.10.24',
        apiVersion: '1.41',
        networks,
        containers: running.filter(({ engine }) => engine === name).map(({ container }) => container),
      });
      return { key: engineKey(name), revision: 1, value: { kind: 'document', document } } as const;
    });
}

function siteOf({ installation = {}, engine = {}, engines: each = {}, bigip = {} }: Configured): SiteConfig {
  const engines = Object.fromEntries(
    Object.entries(addresses).map(([name, address]) => [name, { url: `unix:///${name}.sock`, address, ...engine, ...each[name] }]),
  );
  const edge = { units: ['bigip.example.com'], user: 'berth', passwordFile: '/p', dns: { mode: 'attach' }, ...bigip };
  const content = {
    installation: 'sample',
    zones: { public: ['apps.example.com'], internal: ['docker.example.com'] },
    sites: { east: { engines, bigips: { edge } } },
    ...installation,
  };
  const [east] = plannerConfig(parseInstallation('berth.yaml', stringify(content)).installation).sites;
  if (east === undefined) throw new Error('the sample has one site');
  return east;
}
