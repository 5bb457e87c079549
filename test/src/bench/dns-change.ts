/**
 * From the engine's own time of a container's start to the first answer with its address, beside the least that anybody needs: a bare
 * program that hears the event, inspects, and posts the record itself.
 */
import { dnsRule, shardName } from '@berth/irules';
import { freePort, waitUntil } from '@berth/local-stack';
import { dig } from '../dig.ts';
import { Laboratory, internalZone as zone } from '../laboratory.ts';
import { firstAddress } from '../measure/first-address.ts';
import { bare, floor, type Kind, makeFloor, shards, startFloor } from '../measure/floor.ts';
import { StartEvents } from '../measure/start-events.ts';
import { median, rounded, summary, tellResult } from '../measure/statistics.ts';
import { Unit } from '../measure/unit-requests.ts';

const rounds = Number(process.argv[2] ?? 100);

await using laboratory = await Laboratory.start({ bigip: 'process', dns: 'on' });
using unit = await Unit.at(laboratory.bigip.access);
const floorPort = await freePort();
await prepareFloor(unit, floorPort);
await using _floorProgram = await startFloor(laboratory, { posts: 'name', zone });
using events = await StartEvents.open(laboratory.engine.socket);

const ours: Kind = { prefix: 'www', port: laboratory.dns, labels: { 'berth.monitor': 'none' } };
const theirs = bare(floorPort);

// The service is there before anything is measured.
await laboratory.run('www-1', { labels: ours.labels });
await firstAddress(ours.port, `www-1.${zone}`);

const answered = { berth: [] as number[], floor: [] as number[] };
for (let round = 0; round < rounds + 3; round++) {
  const [berth, least] = [await change(ours, round), await change(theirs, round)];
  // The first ones find cold programs.
  if (round < 3) continue;
  answered.berth.push(berth);
  answered.floor.push(least);
  if (round % 20 === 0)
    console.log(`${round} of ${rounds} rounds: ${rounded(median(answered.berth))} ms, floor ${rounded(median(answered.floor))} ms`);
}

tellResult({
  bench: 'dns-change',
  ratio: rounded(median(answered.berth) / median(answered.floor)),
  rounds,
  berth: summary(answered.berth),
  floor: summary(answered.floor),
  unit: 'ms',
});

/** One container more, measured, and away with it again. */
async function change({ prefix, port, labels }: Kind, round: number): Promise<number> {
  const name = `${prefix}-${round + 2}`;
  const host = `${name}.${zone}`;
  const container = await laboratory.create(name, { labels });
  const started = events.started(name);
  const running = container.start();
  const at = await started;
  const first = await firstAddress(port, host);
  await running;
  await container.remove({ force: true });
  if (prefix === floor) {
    const options = encodeURIComponent(`records delete { ${host} }`);
    await unit.send('PATCH', `ltm/data-group/internal/~${floor}~${shardName('berth_dns', shards, host)}?options=${options}`, {});
  }
  await waitUntil(`${host} to be gone`, 30_000, async () => (await dig(port, host)).status === 'NXDOMAIN');
  return first - at;
}

/** What the floor needs on the BIG-IP: a partition of its own with the same rule, on the same kind of listener. */
async function prepareFloor(unit: Unit, port: number): Promise<void> {
  await makeFloor(unit, 'berth_dns');
  const text = dnsRule({
    folder: `/${floor}`,
    shards,
    zones: [{ name: zone, unknown: 'nxdomain' }],
    servers: [`ns.${zone}`],
    contact: `hostmaster.${zone}`,
    soa: { serial: 1, refresh: 3600, retry: 600, expire: 86_400 },
    ttl: 5,
    negativeTtl: 5,
  });
  await unit.send('POST', 'ltm/rule', { name: 'berth_dns', partition: floor, apiAnonymous: text });
  await unit.send('POST', 'ltm/virtual', {
    name: 'dns',
    partition: floor,
    destination: `/${floor}/127.0.0.1:${port}`,
    mask: '255.255.255.255',
    ipProtocol: 'udp',
    profiles: [{ name: '/Common/udp' }, { name: '/Common/dns' }],
    rules: [`/${floor}/berth_dns`],
  });
}
