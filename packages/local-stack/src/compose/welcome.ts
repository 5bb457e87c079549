/** Pure: what somebody is told to try who ran `docker compose up`. */
import { defaultEngine } from '../find-engine.ts';
import { drawTries, siteLines, statusLines, type TryLine } from '../quick-start.ts';
import type { PortName } from '../stack-options.ts';

export type Composed = {
  /** Ports of 127.0.0.1. */
  readonly ports: Readonly<Record<PortName, number>>;
  /** The Docker network that the BIG-IP shares with the sample containers. */
  readonly network: string;
  /** Busybox, for one container more. */
  readonly image: string;
};

/** The quick start's lines, as they are said here. */
function composeLines({ ports, network, image }: Composed): Readonly<Record<string, TryLine>> {
  const web = `${image} sh -c 'mkdir -p /www && hostname >/www/index.html && exec httpd -f -p 80 -h /www'`;
  const engine = { kind: 'found', url: defaultEngine } as const;
  const site = { image: `--network ${network} --expose 80 ${web}`, ca: '/dev/stdin', address: '127.0.0.1' };
  const lines = siteLines(engine, { ports, expose: 'labelled' }, site);
  return {
    ...lines,
    pool: { ...lines.pool, command: `docker compose exec -T bigip cat /state/ca.pem | ${lines.pool.command}` },
    status: { ...statusLines.status, command: 'docker compose exec planner berth status' },
    watch: { ...statusLines.watch, command: 'docker compose exec planner berth watch' },
  };
}

export function welcomeToCompose(composed: Composed): string {
  const { http, dns, bigip, nats } = composed.ports;
  return `
Berth is running.

  HTTP virtual server  http://127.0.0.1:${http}/
  DNS listeners        127.0.0.1:${dns}, UDP and TCP
  BIG-IP (REST)        https://127.0.0.1:${bigip}/mgmt/tm/ (virtual; user admin, password admin)
  NATS                 nats://127.0.0.1:${nats}
  Docker engine        yours: only containers labelled berth.enable=true count

To try, in another terminal, in this folder:

${drawTries(composeLines(composed)).join('\n')}

Ctrl-C stops it; \`docker rm --force www-4; docker compose down --volumes\` removes all of it. Changes, as they reach the BIG-IP:
`;
}
