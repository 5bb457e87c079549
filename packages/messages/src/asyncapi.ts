/** The AsyncAPI document, made from the schemas. */
import { stringify } from 'yaml';
import { z } from 'zod';
import { Container } from './engine.ts';
import { Epoch } from './epoch.ts';
import { Origin } from './origin.ts';
import { parameters, type Topic, topics } from './topics.ts';

const heading = '# Generated from packages/messages by npm run asyncapi. A test fails when it is stale.\n';

/** The whole document as YAML. */
export function asyncapiText(): string {
  return heading + stringify(asyncapi(), { lineWidth: 0, aliasDuplicateObjects: false });
}

function asyncapi(): object {
  const all = Object.entries(topics);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Berth',
      version: '1',
      description: [
        'What Berth tells on NATS. Any client can subscribe; none needs to know JetStream.',
        'A message about a state replaces the one before it on the same subject. It is the last value of a key in a JetStream KV bucket,',
        "and the key is the subject's end. A name's characters other than A-Z, a-z, 0-9, _ and - are written =XX in a subject, such as =2E for a dot.",
        'Receivers ignore fields that they do not know.',
      ].join('\n'),
    },
    defaultContentType: 'application/json',
    servers: { nats: { host: '127.0.0.1:4222', protocol: 'nats', description: 'As configured in nats.servers.' } },
    channels: Object.fromEntries(all.map(([name, topic]) => [channelId(name), channel(name, topic)])),
    operations: Object.fromEntries(
      all.map(([name, { about }]) => [
        `follow${name}`,
        { action: 'receive', channel: { $ref: `#/channels/${channelId(name)}` }, summary: about },
      ]),
    ),
    components: {
      messages: { ...Object.fromEntries(all.map(([name, topic]) => [name, message(name, topic)])), Deletion: deletion },
      schemas: schemas(),
    },
  };
}

function channel(name: string, { address, tells, about }: Topic): object {
  const named = [...address.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter);
  const described = named.map((parameter) => [
    parameter,
    { description: Object.entries(parameters).find(([known]) => known === parameter)?.[1] },
  ]);
  const messages = tells.kind === 'state' ? [name, 'Deletion'] : [name];
  return {
    address,
    description: about,
    parameters: Object.fromEntries(described),
    messages: Object.fromEntries(messages.map((each) => [each, { $ref: `#/components/messages/${each}` }])),
    ...(tells.kind === 'state' && { 'x-nats-kv-bucket': tells.bucket }),
  };
}

function message(name: string, { tells, about }: Topic): object {
  return {
    name,
    summary: about,
    ...(tells.kind === 'state' && { headers: { type: 'object', properties: { 'Nats-Sequence': revision } } }),
    payload: { $ref: `#/components/schemas/${name}` },
  };
}

const revision = { type: 'string', pattern: '^[0-9]+$', description: "The key's new revision." };

const deletion = {
  name: 'Deletion',
  summary: 'The key was deleted: nothing is said about its subject any more.',
  contentType: 'text/plain',
  headers: {
    type: 'object',
    properties: { 'KV-Operation': { type: 'string', enum: ['DEL', 'PURGE'] }, 'Nats-Sequence': revision },
    required: ['KV-Operation'],
  },
  payload: { type: 'string', maxLength: 0 },
};

/** Of every message, and of what several of them hold, by name. */
export function schemas(): Readonly<Record<string, object>> {
  const registry = z.registry<{ id: string }>();
  for (const [name, { schema }] of Object.entries(topics)) registry.add(schema, { id: name });
  for (const [id, schema] of Object.entries({ Container, Epoch, Origin })) registry.add(schema, { id });
  // As what a receiver accepts, which is open to fields of later versions.
  const made = z.toJSONSchema(registry, { io: 'input', target: 'draft-7', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(made.schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]));
}

function channelId(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
