/** Prints a line for each container that appears, changes or goes. Needs `npm install @nats-io/transport-node`. */
import { connect } from '@nats-io/transport-node';

type Container = { name: string; state: string };
type Change = { change: 'appeared' | 'changed'; engine: string; after: Container } | { change: 'went'; engine: string; before: Container };

const { NATS_HOST = '127.0.0.1', NATS_PORT = '4222' } = process.env;
const nats = await connect({ servers: `${NATS_HOST}:${NATS_PORT}`, maxReconnectAttempts: -1 });
const messages = nats.subscribe('berth.container.>');
await nats.flush();
console.log('following berth.container.>');

for await (const message of messages) {
  const told = message.json<Change>();
  if (told.change === 'went') console.log(`${told.before.name} went from ${told.engine}`);
  else console.log(`${told.after.name} ${told.change} on ${told.engine}: ${told.after.state}`);
}
