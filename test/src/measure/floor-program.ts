/**
 * The floor that a change's latency is compared with: hears the engine's event, inspects, posts the member and its record, or the DNS
 * record, and nothing else. A process of its own; `FLOOR` is what it needs to know, as JSON.
 */
import { Agent, get } from 'node:http';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { shardName } from '@berth/irules';
import { z } from 'zod';
import { Unit } from './unit-requests.ts';

const Settings = z.object({
  /** The engine's. */
  socket: z.string(),
  unit: z.object({ url: z.string(), user: z.string(), password: z.string(), ca: z.string() }),
  /** Partition, pool and label of the containers are called so. */
  name: z.string(),
  shards: z.int(),
  /** What a container gets. */
  posts: z.enum(['member', 'name']),
  zone: z.string(),
});

const Event = z.object({ Actor: z.object({ ID: z.string() }) });
const Inspected = z.object({
  Name: z.string(),
  NetworkSettings: z.object({ Networks: z.object({ bridge: z.object({ IPAddress: z.string() }) }) }),
});

const { socket, unit: access, name, shards, posts, zone } = Settings.parse(JSON.parse(process.env['FLOOR'] ?? '{}'));
using unit = await Unit.at(access);
const agent = new Agent({ keepAlive: true });
const filters = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['start'], label: [name] }));

get({ socketPath: socket, path: `/events?filters=${filters}` }, (response) => {
  createInterface({ input: response }).on('line', (line) => void serve(Event.parse(JSON.parse(line)).Actor.ID));
});

async function serve(id: string): Promise<void> {
  const inspected = Inspected.parse(await inspect(id));
  const address = inspected.NetworkSettings.Networks.bridge.IPAddress;
  const host = `${inspected.Name.slice(1)}.${zone}`;
  if (posts === 'name') {
    await addRecord('berth_dns', host, `a=${address} srv=80:${host}`);
    return;
  }
  const member = {
    name: `${address}:80`,
    partition: name,
    session: 'user-enabled',
    state: 'user-up',
    description: `floor ${id.slice(0, 12)}`,
  };
  await unit.send('POST', `ltm/pool/~${name}~${name}/members`, member);
  await addRecord('berth_containers', host, `/${name}/${name} ${address} 80`);
}

async function addRecord(group: string, host: string, data: string): Promise<void> {
  const options = `records add { ${host} { data "${data}" } }`;
  const shard = shardName(group, shards, host);
  await unit.send('PATCH', `ltm/data-group/internal/~${name}~${shard}?options=${encodeURIComponent(options)}`, {});
}

async function inspect(id: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  get({ socketPath: socket, path: `/containers/${id}/json`, agent }, (response) => json(response).then(resolve, reject)).on(
    'error',
    reject,
  );
  return await promise;
}
