/** The service `quick-start` of docker-compose.yml: says what is where and what to try, then every change as it reaches the BIG-IP. */
import { z } from 'zod';
import { all } from '../all.ts';
import { followChanges } from '../change-lines.ts';
import { answersOk } from '../http-answers.ts';
import { samples, zone } from '../quick-start.ts';
import { untilStopped } from '../until-stopped.ts';
import { waitUntil } from '../wait-until.ts';
import { welcomeToCompose } from './welcome.ts';

const port = z.coerce.number().int();
const {
  NETWORK: network,
  BUSYBOX_IMAGE: image,
  ...ports
} = z
  .object({ HTTP_PORT: port, DNS_PORT: port, BIGIP_PORT: port, NATS_PORT: port, BUSYBOX_IMAGE: z.string(), NETWORK: z.string() })
  .parse(process.env);
const say = (line: string): void => console.log(line);
const signal = untilStopped();

/** Within the network of the composition. */
const bigip = { address: 'bigip', port: 8080 };
const patience = 120_000;

try {
  await all(
    samples.map((name) =>
      waitUntil(`an answer of ${name} through the BIG-IP`, patience, async () => {
        signal.throwIfAborted();
        return await answersOk({ ...bigip, host: `${name}.${zone}` });
      }),
    ),
  );
  say(
    welcomeToCompose({
      ports: { http: ports.HTTP_PORT, dns: ports.DNS_PORT, bigip: ports.BIGIP_PORT, nats: ports.NATS_PORT },
      network,
      image,
    }),
  );
  await followChanges('nats://nats:4222', say, signal);
} catch (error) {
  if (!signal.aborted) throw error;
}
