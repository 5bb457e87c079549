/** Containers that run all the time, and everything that must hold for them all the time. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { waitUntil } from '@berth/local-stack';
import { type Moment, replay } from './journal.ts';
import { internalZone, type Laboratory, zone } from './laboratory.ts';
import { isPage } from './request.ts';
import { type Complaint, SteadyClient } from './steady-client.ts';

const names = ['steady-1', 'steady-2'] as const;
const hosts = new Map<string, ReadonlySet<string>>([
  [`steady.${zone}`, new Set(names)],
  ...names.map((name) => [`${name}.${zone}`, new Set([name])] as const),
]);
/** Their names in DNS. */
const told: ReadonlySet<string> = new Set(['steady', ...names].map((name) => `${name}.${internalZone}`));
const patience = 90_000;

/** The time between a kill of the BIG-IP and the first right answers afterwards. */
type Outage = { readonly from: number; until: number };

/** Two containers of one service, a client that asks for them all the time, and what the BIG-IP held, change by change. */
export class Steady implements AsyncDisposable {
  readonly #laboratory: Laboratory;
  readonly #client: SteadyClient;
  readonly #outages: Outage[] = [];
  readonly #journals: string[] = [];

  private constructor(laboratory: Laboratory) {
    this.#laboratory = laboratory;
    this.#client = new SteadyClient(laboratory.http, hosts);
  }

  /** Starts them, and returns when they are served. */
  static async start(laboratory: Laboratory): Promise<Steady> {
    await Promise.all(names.map((name) => laboratory.run(name)));
    await untilServed(laboratory);
    return new Steady(laboratory);
  }

  /** The only way to kill the BIG-IP, since a restart begins its journal anew. */
  async whileBigipIsDown(work: () => Promise<void>): Promise<void> {
    const outage: Outage = { from: performance.now(), until: Number.POSITIVE_INFINITY };
    this.#outages.push(outage);
    const { bigip } = unitOf(this.#laboratory);
    await bigip.process.kill();
    this.#journals.push(await this.#journal());
    await work();
    await bigip.start();
    await untilServed(this.#laboratory);
    outage.until = performance.now();
  }

  /** What went wrong for them so far, one line each; and that the client did ask. */
  async wrongs(): Promise<string[]> {
    const asked = this.#client.asked;
    await waitUntil('requests of the client', patience, () => this.#client.asked > asked + hosts.size);
    const isExcused = ({ from, until }: Complaint) => this.#outages.some((outage) => from < outage.until && until > outage.from);
    const complaints = this.#client.complaints.filter((complaint) => !isExcused(complaint));
    const journals = [...this.#journals, await this.#journal()];
    return [
      ...complaints.map(({ host, asked: answer }) => `the client got for ${host}: ${JSON.stringify(answer)}`),
      ...journals.flatMap((journal) => removals(journal)),
    ];
  }

  async #journal(): Promise<string> {
    return await readFile(join(unitOf(this.#laboratory).bigip.directory, 'running.jsonl'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }
}

function unitOf({ bigip: { unit } }: Laboratory): Extract<Laboratory['bigip']['unit'], { kind: 'process' }> {
  if (unit.kind !== 'process') throw new Error('this needs a laboratory whose BIG-IP is a process of its own');
  return unit;
}

async function untilServed(laboratory: Laboratory): Promise<void> {
  for (const [host, pages] of hosts) {
    await waitUntil(`an answer for ${host}`, patience, async () => {
      const asked = await laboratory.get(host);
      return isPage(asked) && pages.has(asked.body);
    });
  }
}

/** Every commit that took something from the steady containers, once it was complete. */
function removals(journal: string): string[] {
  const wrongs: string[] = [];
  let before: string[] | undefined;
  replay(journal, (moment) => {
    const now = partsOf(moment);
    const lost = (before ?? []).filter((part) => !now.includes(part));
    if (lost.length > 0) wrongs.push(`the BIG-IP lost: ${lost.join('; ')}`);
    if (!isDeepStrictEqual(before, now)) before = now;
  });
  return wrongs;
}

/** All that the steady containers have on the BIG-IP, in words. */
function partsOf({ objects, ...moment }: Moment): string[] {
  const found: string[] = [];
  for (const [name, properties] of objects) {
    const [resource, key = ''] = name.split(/ (.*)/);
    if (resource === 'ltm/virtual' || resource === 'ltm/rule' || (resource === 'ltm/pool' && key === '/berth/steady')) found.push(name);
    if (resource === 'ltm/pool/members' && key.startsWith('/berth/steady '))
      found.push(`${name} ${properties['session'] ?? 'user-enabled'}/${properties['state'] ?? 'user-up'}`);
  }
  for (const records of moment.records.values())
    for (const name of [...hosts.keys(), ...told]) if (records.has(name)) found.push(`record ${name} ${records.get(name)}`);
  return found;
}
