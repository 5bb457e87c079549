/** As much as fits into one engine's document, each made to be work for the planner. */
import { type Container, Engine, engineKey } from '@berth/messages';
import { plan, ServiceIndex } from '@berth/planner';
import { enginesUnder, plannedSite } from './installation.ts';

type Change = Partial<Omit<Container, 'id'>>;

/** A million bytes, more or less. */
export const crowds: Readonly<Record<string, readonly Container[]>> = {
  'claim the same hosts': crowd(550, (n) => ({ labels: { 'berth.service': `evil-${n}`, 'berth.host': hosts('evil.example') } })),
  'ask for hosts that they may not have': crowd(550, () => ({ labels: { 'berth.host': hosts('bank.example') } })),
  'use the network of the one before': crowd(2_500, (n) => (n === 1 ? {} : { attachment: { kind: 'container', container: idOf(n - 1) } })),
  'are all of one service, at one address': crowd(2_500, () => ({ labels: { 'berth.service': 'evil' } })).map((one, at, all) =>
    at === 0 ? one : { ...one, attachment: { kind: 'container', container: all[0]?.id ?? one.id } },
  ),
  'have labels that are nothing': crowd(60, () => ({
    labels: Object.fromEntries(Array.from({ length: 490 }, (_, at) => [`berth.prot${at}`, '80'])),
  })),
  'have labels of any length': crowd(16, (n) => ({
    labels: { [`berth.${'port'.repeat(7_500)}${n}`]: '80', 'berth.monitor': 'http'.repeat(7_500) },
  })),
};

/** Processor time, ms: to plan all of it, and then a change of one of them, and of a container on another engine. */
export function workFor(containers: readonly Container[]): { readonly whole: number; readonly theirs: number; readonly others: number } {
  const [honest] = enginesUnder({ containers: [], networks: [] });
  if (honest === undefined) throw new Error('there is an honest engine');
  const network = { id: 'n', name: 'evil-net', driver: 'bridge', internal: false, subnets: [{ subnet: '172.20.0.0/16' }], options: {} };
  const theirs = Engine.parse({ ...honest, name: 'docker2', networks: [network], containers });
  const index = new ServiceIndex(plannedSite);
  const work = (kind: 'snapshot' | 'update', ...documents: readonly Engine[]) => {
    const before = process.cpuUsage();
    const entries = documents.map((document) => ({
      key: engineKey(document.name),
      revision: 1,
      value: { kind: 'document', document } as const,
    }));
    const { services } = index.update({ kind, entries });
    plan(index, kind === 'snapshot' ? index.services() : services, { now: 0, linger: 900_000 });
    return process.cpuUsage(before).user / 1_000;
  };
  return {
    whole: work('snapshot', honest, theirs),
    theirs: work('update', withPaused(theirs)),
    others: work('update', withPaused(honest)),
  };
}

function withPaused(engine: Engine): Engine {
  return { ...engine, containers: engine.containers.map((container, at) => (at === 1 ? { ...container, state: 'paused' } : container)) };
}

function crowd(size: number, change: (n: number) => Change): Container[] {
  return Array.from({ length: size }, (_, at) => at + 1).map((n) => ({
    id: idOf(n),
    name: `evil-${n}`,
    image: 'evil',
    labels: {},
    state: 'running',
    stopTimeout: 10,
    attachment: { kind: 'networks', networks: [{ network: 'evil-net', ipv4: `172.20.${n >> 8}.${n & 255}` }] },
    ports: [{ port: 80, protocol: 'tcp', published: [] }],
    startedAt: 1_000 + n,
    ...change(n),
  }));
}

function idOf(n: number): Container['id'] {
  return n.toString(16).padStart(8, '0').padEnd(64, 'e') as Container['id'];
}

function hosts(domain: string): string {
  return Array.from({ length: 100 }, (_, at) => `h${at}.${domain}`).join(',');
}
