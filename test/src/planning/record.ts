/**
 * Records into `testdata/` what a real engine says of containers of every kind: `node test/src/planning/record.ts`, as root, with
 * docker-compose, on a machine that is in no swarm.
 */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeImage, ownDirectory, startEngine, waitUntil } from '@berth/local-stack';
import { compareText } from '@berth/messages';
import { z } from 'zod';

const web = 'berth-sample/web:latest';
/** The same without an exposed port. */
const bare = 'berth-sample/bare:latest';
const health = 'berth-sample/web:health';
const patience = 30_000;

await using directory = await ownDirectory('record');
await using engine = await startEngine({ name: 'record' });
const env = { ...process.env, DOCKER_HOST: engine.url };

/** One command line for the engine; no argument of ours has a blank in it. */
async function run(line: string): Promise<string> {
  const [command = '', ...args] = line.trim().split(/\s+/);
  return (await promisify(execFile)(command, args, { env, cwd: directory.path })).stdout.trim();
}

const Bridge = z.object({ Options: z.object({ 'com.docker.network.bridge.name': z.string() }) });
const { 'com.docker.network.bridge.name': bridge } = Bridge.parse(await engine.docker.getNetwork('bridge').inspect()).Options;

/** In the order in which they get their addresses. */
const containers = [
  `plain ${web}`,
  `silent ${bare}`,
  `on-8080 --expose 8080 ${bare}`,
  `on-two --expose 8080 --expose 9090 ${bare}`,
  `on-80-and-443 --expose 443 ${web}`,
  `on-udp --expose 53/udp ${bare}`,
  `on-both --expose 53/udp --expose 53/tcp ${bare}`,
  `on-shop --network shop ${web}`,
  `on-inside --network inside ${web}`,
  `on-six --network six ${web}`,
  `on-macvlan --network lan ${web}`,
  `on-host --network host ${web} sleep 600`,
  `on-none --network none ${web}`,
  `guest --network container:plain ${bare} sleep 600`,
  `guest-of-guest --network container:guest ${bare} sleep 600`,
  `guest-of-host --network container:on-host ${bare} sleep 600`,
  `published -p 8080:80 ${web}`,
  `published-anywhere -p 80 ${web}`,
  `published-here -p 127.0.0.1:8081:80 ${web}`,
  `published-on-one -p GATEWAY:8082:80 ${web}`,
  `published-on-six -p [::]:8083:80 ${web}`,
  `published-twice -p 8084:80 -p 8085:80 ${web}`,
  `published-range -p 8090-8092:8000-8002 --expose 8000-8002 ${bare}`,
  `published-udp -p 5353:53/udp ${bare}`,
  `published-both -p 5354:53/udp -p 5354:53/tcp ${bare}`,
  `published-other -p 8086:9000 ${web}`,
  `published-shop --network shop -p 8087:80 ${web}`,
  `guest-of-published --network container:published ${bare} sleep 600`,
  `guest-of-leaver --network container:leaver ${bare} sleep 600`,
  `healthy ${health}`,
  `unhealthy --health-cmd false --health-interval 1s --health-retries 1 ${web}`,
  `starting --health-cmd false --health-interval 1h ${web}`,
  `paused ${web}`,
];

await makeImage(engine.docker);
await makeImage(engine.docker, 'health');
await run(`docker run --detach --name leaver ${web}`);
await engine.docker.importImage(await engine.docker.getContainer('leaver').export(), {
  repo: 'berth-sample/bare',
  tag: 'latest',
  changes: ['CMD ["/start"]', 'ENV PATH=/bin'],
});
for (const network of [
  '--subnet 172.18.0.0/16 shop',
  '--subnet 172.19.0.0/16 --internal inside',
  '--subnet 172.20.0.0/16 --ipv6 --subnet fd00:20::/64 six',
  `--driver macvlan --subnet 192.168.50.0/24 --opt parent=${bridge} lan`,
  `--driver ipvlan --subnet 192.168.60.0/24 --opt parent=${bridge} lan-l3`,
])
  await run(`docker network create ${network}`);
for (const line of containers) await run(`docker run --detach --name ${line.replace('GATEWAY', engine.gateway)}`);
await run(`docker create --name created ${web}`);
await run(`docker create --name on-front-and-back --network shop ${web}`);
await run('docker network connect bridge on-front-and-back');
await run('docker start on-front-and-back');
await run(`docker create --name on-shop-and-inside --network shop ${web}`);
await run('docker network connect inside on-shop-and-inside');
await run('docker start on-shop-and-inside');
await run(`docker run --detach --name once ${bare} false`);
await run(`docker run --detach --name restarting --restart always ${bare} false`);
await run('docker pause paused');
await run('docker kill leaver');

await writeFile(
  join(directory.path, 'docker-compose.yml'),
  `
version: "2.4"
services:
  www: { image: "${web}", labels: { berth.enable: "true" } }
  front: { image: "${web}", container_name: front }
  numbered: { image: "${web}", container_name: portal-3 }
  my_admin: { image: "${web}" }
networks: { default: { ipam: { config: [{ subnet: 172.21.0.0/16 }] } } }
`,
);
for (const services of ['www', '--scale www=2 www', 'front', 'numbered', 'my_admin'])
  await run(`docker-compose --project-name store up --detach --no-color --no-recreate ${services}`);
await run('docker-compose --project-name store run --detach www');

await run('docker swarm init --advertise-addr 127.0.0.1');
await using swarm = new AsyncDisposableStack();
swarm.defer(async () => {
  await run('docker swarm leave --force');
  // It is on the machine itself, and would outlive the engine.
  await run('docker network rm docker_gwbridge');
});
await run('docker network create --driver overlay --attachable --subnet 10.50.0.0/24 mesh');
await run(`docker service create --detach --name task ${web}`);
await run(`docker service create --detach --name task-hosted --publish mode=host,target=80,published=8101 ${web}`);
await run(`docker service create --detach --name task-ingress --publish target=80,published=8102 ${web}`);
await run(`docker service create --detach --name task-mesh --network mesh ${web}`);
await run(`docker service create --detach --name task-mesh-hosted --network mesh --publish mode=host,target=80,published=8103 ${web}`);
await run(`docker service create --detach --name task-global --mode global --publish mode=host,target=80,published=8104 ${web}`);
await run(`docker service create --detach --name task-on-host --network host ${web} sleep 600`);
await run(`docker run --detach --name attached --network mesh ${web}`);
await writeFile(
  join(directory.path, 'stack.yml'),
  `
version: "3.8"
services:
  www: { image: "${web}", ports: [{ target: 80, published: 8105, mode: host }] }
`,
);
await run('docker stack deploy --compose-file stack.yml depot');

const Inspected = z.looseObject({ Name: z.string(), State: z.looseObject({ Health: z.looseObject({ Status: z.string() }).nullish() }) });
const found = await waitUntil('every container to be as it is to be', patience, async () => {
  const ids = (await run('docker ps --all --quiet')).split(/\s+/);
  const all = await Promise.all(ids.map(async (id) => Inspected.parse(await engine.docker.getContainer(id).inspect())));
  const named = new Map(all.map((each) => [nameOf(each.Name), each]));
  const health = (name: string) => named.get(name)?.State.Health?.Status;
  const tasks = ['task', 'task-hosted', 'task-ingress', 'task-mesh', 'task-mesh-hosted', 'task-global', 'task-on-host', 'depot_www'];
  const settled = tasks.every((task) => named.has(task)) && health('healthy') === 'healthy' && health('unhealthy') === 'unhealthy';
  return settled ? named : undefined;
});
const sorted = [...found].toSorted(([a], [b]) => compareText(a, b));
await write('containers', Object.fromEntries(sorted.map(([name, each]) => [name, onlyNeeded(each)])));
await write('networks', await engine.docker.listNetworks());

/** Without what is another each time: `depot_www` of `/depot_www.1.x1y2z3`, `store_www_run` of `/store_www_run_0123456789ab`. */
function nameOf(name: string): string {
  return name
    .replace(/^\//, '')
    .replace(/\.\w+\.\w{25}$/, '')
    .replace(/_[0-9a-f]{12}$/, '');
}

/** What may be needed of it, as it is; it is long. */
function onlyNeeded({ Config, HostConfig, NetworkSettings, ...rest }: Record<string, unknown>): unknown {
  const pick = (from: unknown, ...keys: readonly string[]) =>
    Object.fromEntries(Object.entries(z.looseObject({}).parse(from)).filter(([key]) => keys.includes(key)));
  return {
    ...pick(rest, 'Id', 'Name', 'Created', 'State', 'RestartCount'),
    Config: pick(Config, 'Image', 'Labels', 'ExposedPorts', 'StopSignal', 'StopTimeout', 'Healthcheck'),
    HostConfig: pick(HostConfig, 'NetworkMode', 'PortBindings', 'RestartPolicy', 'AutoRemove'),
    NetworkSettings: pick(NetworkSettings, 'Ports', 'Networks'),
  };
}

/** One line each, with what is another each time (the engine's own addresses, the directory) as is usual. */
async function write(file: string, value: object): Promise<void> {
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const lines = Object.entries(value).map(
    ([name, each]) => (Array.isArray(value) ? '' : `${JSON.stringify(name)}: `) + JSON.stringify(each),
  );
  const text = `${open}\n${lines.join(',\n')}\n${close}\n`
    .replaceAll(engine.gateway.replace(/\d+$/, ''), '172.17.0.')
    .replaceAll('172.17.0.0/22', '172.17.0.0/16')
    .replaceAll(bridge, 'eth0')
    .replaceAll(directory.path, '/srv/store');
  await writeFile(new URL(`testdata/${file}.json`, import.meta.url), text);
}
