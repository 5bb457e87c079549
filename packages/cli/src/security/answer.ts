/** `berth security init`: needs the configuration, and no NATS. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { readConfiguration } from '../configuration.ts';
import type { Terminal } from '../terminal.ts';
import { Unanswered } from '../unanswered.ts';
import { initSecurity } from './init.ts';
import { usersOf } from './users.ts';

const Given = z.object({
  host: z.array(z.string().min(1)).optional(),
  mountedAt: z.string().optional(),
  store: z.string(),
});

export type SecurityCaller = { readonly variables: Readonly<Record<string, string | undefined>>; readonly terminal: Terminal };

/** Makes what is missing in `directory`, and prints what that was and how it is used. */
export async function answerInit(directory: string, options: unknown, { variables, terminal }: SecurityCaller): Promise<void> {
  const { host = [], mountedAt, store } = Given.parse(options);
  if (mountedAt?.startsWith('/') === false) throw new Unanswered(`--mounted-at: a path from /, such as /etc/nats (is "${mountedAt}")`);
  const { file, installation } = await readConfiguration(variables);
  const servers = installation.nats.servers.map(hostOf);
  const isCluster = servers.length > 1;
  const { made, kept, exposed, ends } = await initSecurity({
    installation: installation.installation,
    users: usersOf(installation),
    directory,
    mountedAt: mountedAt ?? resolve(directory),
    store,
    hosts: [...new Set([...servers, ...host, 'localhost', '127.0.0.1'])],
    cluster: isCluster ? [...new Set(servers)] : [],
    now: Date.now(),
  });
  terminal.print([`For the installation ${installation.installation}, as ${file} says:`, '']);
  for (const path of made) terminal.print([`made ${directory}/${path}`]);
  for (const path of kept) terminal.print([`kept ${directory}/${path}`]);
  for (const path of exposed) terminal.print([`others than its owner may read ${directory}/${path}: chmod 600 ${directory}/${path}`]);
  terminal.print(['', `The certificate lasts until ${ends.toISOString().slice(0, 10)}; run this again before.`]);
  const name = isCluster ? ' --name NAME, each server under its own' : '';
  terminal.print([`Start NATS with it, or again where it runs: nats-server --config ${mountedAt ?? directory}/nats-server.conf${name}`]);
  terminal.print([`Give each program its own seed and the authority: BERTH_NATS_NKEY_FILE=${directory}/users/planner.nk`]);
  terminal.print([`BERTH_NATS_CA_FILE=${directory}/ca.pem, and keep ${directory}/ca.key away from all of them.`]);
}

/** Of a server's URL; an IPv6 address without its brackets. */
function hostOf(url: string): string {
  return new URL(url.includes('://') ? url : `nats://${url}`).hostname.replace(/^\[(.*)\]$/, '$1');
}
