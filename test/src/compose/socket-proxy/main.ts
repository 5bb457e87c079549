/**
 * Stands in for wollomatic/socket-proxy, whose image can't be had without a registry: takes the options that docker-compose.yml gives it,
 * and refuses as it does.
 */
import { lookup } from 'node:dns/promises';
import { createServer, type IncomingMessage, request } from 'node:http';

/** `-name=value`. */
const options = new Map(
  process.argv.slice(2).map((option) => {
    const at = option.indexOf('=');
    return [option.slice(1, at), option.slice(at + 1)];
  }),
);
// As the first process of its container, it would not end by itself.
process.once('SIGTERM', () => process.exit());
const from = options.get('allowfrom') ?? 'localhost';

createServer(async (asked, answer) => {
  const status = await refusal(asked);
  if (status !== undefined) return void answer.writeHead(status).end();
  const { method, url: path, headers } = asked;
  const passed = request({ socketPath: '/var/run/docker.sock', method, path, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers).flushHeaders();
    answered.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  answer.on('close', () => passed.destroy());
  asked.pipe(passed);
}).listen(2375, options.get('listenip') ?? '127.0.0.1');

async function refusal({ socket, method, url = '' }: IncomingMessage): Promise<number | undefined> {
  const friends = await lookup(from, { all: true }).catch(() => []);
  if (!friends.some(({ address }) => address === socket.remoteAddress)) return 403;
  const pattern = options.get(`allow${method}`);
  if (pattern === undefined) return 405;
  return new RegExp(`^(?:${pattern})$`).test(new URL(url, 'http://engine').pathname) ? undefined : 403;
}
