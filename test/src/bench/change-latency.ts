/**
 * From the engine's own time of a container's start to its first page through the virtual server, beside the least that anybody needs: a
 * bare program that hears the event, inspects, and posts member and record itself.
 */
import { httpRule } from '@berth/irules';
import { freePort, waitUntil } from '@berth/local-stack';
import { Laboratory, zone } from '../laboratory.ts';
import { firstAnswer } from '../measure/first-answer.ts';
import { bare, floor, type Kind, makeFloor, shards, startFloor } from '../measure/floor.ts';
import { StartEvents } from '../measure/start-events.ts';
import { median, rounded, summary, tellResult } from '../measure/statistics.ts';
import { Unit } from '../measure/unit-requests.ts';

const rounds = Number(process.argv[2] ?? 100);

await using laboratory = await Laboratory.start({ bigip: 'process' });
using unit = await Unit.at(laboratory.bigip.access);
const floorPort = await freePort();
await prepareFloor(unit, floorPort);
await using _floorProgram = await startFloor(laboratory, { posts: 'member', zone });
using events = await StartEvents.open(laboratory.engine.socket);

const unmonitored: Kind = { prefix: 'www', port: laboratory.http, labels: { 'berth.monitor': 'none' } };
const monitored: Kind = { prefix: 'mon', port: laboratory.http, labels: { 'berth.monitor': 'tcp' } };
const least = bare(floorPort);

// The services are there before anything is measured; the floor's pool is too.
for (const { prefix, labels, port } of [unmonitored, monitored]) {
  await laboratory.run(`${prefix}-1`, { labels });
  await firstAnswer(port, `${prefix}-1.${zone}`);
}

const served = { berth: [] as number[], floor: [] as number[] };
const posted = { berth: [] as number[], floor: [] as number[] };
for (let round = 0; round < rounds + 3; round++) {
  const ours = await change(unmonitored, round);
  const theirs = await change(least, round);
  const watched = await change(monitored, round);
  // The first ones find cold programs.
  if (round < 3) continue;
  served.berth.push(ours.served);
  served.floor.push(theirs.served);
  posted.berth.push(watched.posted);
  posted.floor.push(theirs.posted);
  if (round % 20 === 0)
    console.log(`${round} of ${rounds} rounds: ${rounded(median(served.berth))} ms, floor ${rounded(median(served.floor))} ms`);
}

tellResult({
  bench: 'change-latency',
  ratio: rounded(median(served.berth) / median(served.floor)),
  rounds,
  berth: summary(served.berth),
  floor: summary(served.floor),
  toMemberPosted: {
    ratio: rounded(median(posted.berth) / median(posted.floor)),
    berthWithMonitor: summary(posted.berth),
    floor: summary(posted.floor),
  },
  unit: 'ms',
});

/** One container more, measured, and away with it again. */
async function change({ prefix, port, labels }: Kind, round: number): Promise<{ readonly served: number; readonly posted: number }> {
  const name = `${prefix}-${round + 2}`;
  const { items } = await unit.requests(0);
  const before = items.at(-1)?.number ?? 0;
  const container = await laboratory.create(name, { labels });
  const started = events.started(name);
  const running = container.start();
  const at = await started;
  const answered = await firstAnswer(port, `${name}.${zone}`);
  await running;
  const post = (await unit.requests(before)).items.find(
    ({ method, path, status }) => method === 'POST' && path.endsWith('/members') && status === 200,
  );
  if (post === undefined) throw new Error(`no member was posted for ${name}`);
  const { NetworkSettings: settings } = await container.inspect();
  await container.remove({ force: true });
  await forgotten(prefix === floor ? floor : 'berth', settings.Networks['bridge']?.IPAddress ?? '');
  return { served: answered - at, posted: post.at + post.milliseconds - at };
}

/** The next container may get the same address, which only one partition can have. */
async function forgotten(partition: string, address: string): Promise<void> {
  const node = `ltm/node/~${partition}~${address}`;
  if (partition === floor) {
    await unit.send('DELETE', `ltm/pool/~${floor}~${floor}/members/~${floor}~${address}:80`);
    await unit.send('DELETE', node);
  } else await waitUntil(`${node} to be gone`, 30_000, async () => !(await unit.has(node)));
}

/** What the floor needs on the BIG-IP: a partition of its own with the same rule, on the same kind of virtual server. */
async function prepareFloor(unit: Unit, port: number): Promise<void> {
  await makeFloor(unit, 'berth_containers');
  await unit.send('POST', 'ltm/pool', { name: floor, partition: floor });
  await unit.send('POST', 'ltm/data-group/internal', { name: 'berth_services', partition: floor, type: 'string' });
  const text = httpRule({ folder: `/${floor}`, shards, zones: [zone], unknown: 'not-found', instances: 'on' });
  await unit.send('POST', 'ltm/rule', { name: 'berth_http', partition: floor, apiAnonymous: text });
  await unit.send('POST', 'ltm/virtual', {
    name: 'http',
    partition: floor,
    destination: `/${floor}/127.0.0.1:${port}`,
    mask: '255.255.255.255',
    ipProtocol: 'tcp',
    profiles: [{ name: '/Common/tcp' }, { name: '/Common/http' }],
    rules: [`/${floor}/berth_http`],
    sourceAddressTranslation: { type: 'automap' },
  });
}
