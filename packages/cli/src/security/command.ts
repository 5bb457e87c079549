/** `berth security init`: needs the configuration, and no NATS. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { readConfiguration } from '../configuration.ts';
import type { Terminal } from '../terminal.ts';

const Given = z.object({
  host: z.array(z.string().min(1)).optional(),
  mountedAt: z.string().startsWith('/').optional(),
  store: z.string(),
});

export type SecurityCaller = { readonly variables: Readonly<Record<string, string | undefined>>; readonly terminal: Terminal };

export function securityCommand({ variables, terminal }: SecurityCaller): Command {
  const security = new Command('security').description('keeps everybody out of NATS who has no business there').exitOverride();
  const init = security
    .command('init')
    .description(
      'makes an authority, certificates, a user for each program, and the configuration of nats-server that lets each do only its part',
    )
    .argument('[directory]', 'where all of it is put; what is secret and there already is kept', 'security')
    .option('--host <name...>', 'names and addresses by which NATS is reached, besides those in nats.servers')
    .option('--mounted-at <path>', 'where nats-server will find the directory, when it is another path there')
    .option('--store <path>', "where nats-server keeps JetStream's data", '/data')
    .exitOverride();
  init.action(async (directory: string) => {
    const { host = [], mountedAt, store } = Given.parse(init.opts());
    const { file, installation } = await readConfiguration(variables);
    const servers = installation.nats.servers.map(hostOf);
    const isCluster = servers.length > 1;
    // What makes certificates is a third of what `berth` would load, and no other question should wait for that.
    const { initSecurity } = await import('./init.ts');
    const { made, kept, exposed, ends } = await initSecurity({
      installation: installation.installation,
      engines: Object.values(installation.sites).flatMap(({ engines }) => Object.keys(engines)),
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
  });
  return security;
}

/** Of a server's URL; an IPv6 address without its brackets. */
function hostOf(url: string): string {
  return new URL(url.includes('://') ? url : `nats://${url}`).hostname.replace(/^\[(.*)\]$/, '$1');
}
