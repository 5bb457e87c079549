/** What Berth leaves on a BIG-IP: few writes of its own, and everything of others as it was. */
import { waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BusReader } from './bus-reader.ts';
import { Laboratory, programs, zone } from './laboratory.ts';
import { addMember, plant, plantedIn, taken } from './planted.ts';
import { isPage } from './request.ts';

const patience = 60_000;
let laboratory: Laboratory;
let bus: BusReader;
let before: Map<string, string>;

beforeAll(async () => {
  laboratory = await Laboratory.start({
    before: async (prepared) => {
      await plant(prepared.bigip, prepared.engine);
      before = plantedIn(bigip(prepared).snapshot());
    },
  });
  bus = await BusReader.open(laboratory);
  await run('www-1');
});

afterAll(async () => {
  await bus?.[Symbol.asyncDispose]();
  await laboratory?.[Symbol.asyncDispose]();
});

function bigip({ bigip: { unit } }: Laboratory) {
  if (unit.kind !== 'here') throw new Error('the BIG-IP must be in this process');
  return unit.bigip;
}

/** Runs a container and returns when it is served and nothing is left to do. */
async function run(name: string): Promise<void> {
  await laboratory.run(name);
  await waitUntil(`an answer of ${name}`, patience, async () => {
    const asked = await laboratory.get(`${name}.${zone}`);
    return isPage(asked) && asked.body === name;
  });
  await bus.settled();
}

/** The writes to the BIG-IP that `work` caused, as `METHOD path`. */
async function writesOf(work: () => Promise<unknown>): Promise<string[]> {
  await bus.settled();
  const { requests } = bigip(laboratory);
  const mark = requests.counters.requests;
  await work();
  return requests.writesSince(mark).map(({ method, path, query }) => `${method} ${path}?${query}`);
}

test('the first container of a service costs at most 4 writes, one more at most 2, the last removed at most 4', async () => {
  expect((await writesOf(() => run('api-1'))).length).toBeLessThanOrEqual(4);
  const added = await writesOf(() => run('api-2'));
  expect(added.length).toBeLessThanOrEqual(2);
  await laboratory.engine.docker.getContainer('api-1').remove({ force: true });
  await untilGone('api-1');
  const removed = await writesOf(async () => {
    await laboratory.engine.docker.getContainer('api-2').remove({ force: true });
    await untilGone('api-2');
    await bus.settled();
  });
  expect(removed.length).toBeLessThanOrEqual(4);
});

async function untilGone(name: string): Promise<void> {
  await waitUntil(`no answer of ${name}`, patience, async () => {
    const asked = await laboratory.get(`${name}.${zone}`);
    return asked.kind === 'answer' && asked.status === 404;
  });
}

test.for([
  { what: 'the collector', restarted: ['collector'], signal: 'SIGTERM', further: 'www-2' },
  { what: 'the planner', restarted: ['planner'], signal: 'SIGTERM', further: 'www-3' },
  { what: 'the ltm-applier', restarted: ['ltm-applier'], signal: 'SIGTERM', further: 'www-4' },
  // Their leases have to end by themselves.
  { what: 'every program, killed,', restarted: programs, signal: 'SIGKILL', further: 'www-5' },
] as const)('a restart of $what writes nothing', async ({ restarted, signal, further }) => {
  const writers = await bus.settled();
  const writes = await writesOf(async () => {
    await Promise.all(restarted.map((program) => laboratory.program(program).kill(signal)));
    await Promise.all(restarted.map((program) => laboratory.program(program).start()));
    await bus.settled({
      ...(restarted.some((program) => program === 'planner') && { planner: writers.planner }),
      ...(restarted.some((program) => program === 'ltm-applier') && { applier: writers.applier }),
    });
    // What the restart would write late comes before this.
    await run(further);
  });
  expect(writes).toEqual([
    expect.stringMatching('POST /mgmt/tm/ltm/pool/~berth~www/members'),
    expect.stringMatching('PATCH /mgmt/tm/ltm/data-group/internal/~berth~berth_containers_.*records\\+add'),
  ]);
});

test("what isn't ours stays byte for byte as it was, and status names what is in our way", async () => {
  const member = await addMember(laboratory.bigip, 'www');
  const withMember = plantedIn(bigip(laboratory).snapshot(), [member]);
  await laboratory.run(`${taken}-1`);
  await laboratory.engine.docker.getContainer('www-1').restart();
  await run('www-6');
  await waitUntil(`${taken} among the conflicts`, patience, async () => {
    const { code, stdout } = await laboratory.berth('status');
    return code === 1 && stdout.includes(`conflicting /berth/${taken}`);
  });
  await Promise.all(programs.map((program) => laboratory.program(program).kill('SIGTERM')));
  await Promise.all(programs.map((program) => laboratory.program(program).start()));
  await run('www-7');
  expect(plantedIn(bigip(laboratory).snapshot())).toEqual(before);
  expect(plantedIn(bigip(laboratory).snapshot(), [member])).toEqual(withMember);
});
