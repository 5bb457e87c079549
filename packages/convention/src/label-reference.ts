/** Pure: docs/labels.md, the reference of all labels, from their schema. */

import { containerFields, type Field, poolLabels, serviceFields } from './label-fields.ts';
import { limits } from './limits.ts';

export function labelReferenceText(): string {
  return `# Labels

Made from the schema by \`npm run labels\`; a test fails when it is stale.

A label is never needed. One that is unknown, or whose value can't be read, is a problem of that container alone: \`berth status\` tells it with the
container's name and the nearest right spelling. A container that was stopped, and a one-off container of Compose (\`compose run\`), offers nothing,
whatever its labels.

## Of a container

${table('berth.', containerFields)}

## Of a service

As they stand here where the container has one service; \`berth.service.<name>.\` in place of \`berth.\` for one of several:

\`\`\`sh
docker run --label berth.service.api.port=8080 --label berth.service.admin.port=9000 --label berth.service.admin.monitor=none …
\`\`\`

${table('berth.', serviceFields)}

What concerns the whole pool (${codes(poolLabels)}) is taken from the container that runs longest where several say different things, which is reported.

## Which service it is

The first that says something: \`berth.service\`; of a Swarm task its service and slot, where a stack's \`shop_www\` is \`shop-www\`; a name that
a Compose file gives it, if that is NAME-N; of any other Compose container PROJECT-SERVICE and its number; NAME-N, N being digits as they are
written. One that has no number has no name of its own, only its service's.

## Which address it is reached at

1. In its host's network: the engine's address.
2. As \`berth.address\` or \`berth.network\` say.
3. Its published port, if others than its host reach that: at the engine's address, or at the one that it is published on. But its own address
   where monitors show that packets are routed to its network from every BIG-IP of the site.
4. Its own address, on a bridge, macvlan or ipvlan that is not internal, or as \`networks\` of its engine in berth.yaml say which are \`routed\`. Where two
   networks could be meant it is none, and the problem names both.

Of an IPv4 and an IPv6 address on one network the one is taken that the engine's own \`address\` is like. A container in the network of another
(\`--network container:NAME\`) is reached where that one is. \`berth why NAME\` tells which address was taken, which were turned down, and why.

## How much counts

Whoever starts a container chooses its labels, so there is an end to them. A container with more than ${limits.labels} labels of Berth's or
${limits.services} services is not served; a label whose value is longer than ${limits.value} characters, or which lists more than ${limits.listed}, can't be read. A
container is left out by the collector if what is told of it takes more than 64 KiB (all labels, networks and ports that it exposes), or if its
name, its image's or that of a network is longer than 255 characters; of a network, more than 16 KiB. The network of another container is found
through at most ${limits.guests}. Each is a problem of that container alone, of which, as of a service, the first ${limits.problems} are told, and of all containers
of one engine ${limits.engineProblems}. How much an engine's containers may have all together, \`limits\` of the engine in berth.yaml say.

## In Swarm

Labels are those of containers: \`docker service create --container-label\`, and in a stack's file \`labels\`, not \`deploy.labels\`. A task is
served if its port is published on its own node (\`--publish mode=host,target=80\`), or if it has no network of its own, or its host's. Ports of the
routing mesh lead to any task, and addresses of an overlay mean nothing outside it, so such a task is a problem that says this.
`;
}

function table(prefix: string, fields: Readonly<Record<string, Field<unknown>>>): string {
  const rows = Object.entries(fields).map(([name, { about, expects, without, example }]) => [
    `\`${prefix}${name}\``,
    about,
    expects,
    without,
    `\`${prefix}${name}=${example}\``,
  ]);
  return [['label', 'meaning', 'value', 'without it', 'example'], ['---', '---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`berth.${name}\``).join(', ');
}
