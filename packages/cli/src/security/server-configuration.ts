/** Pure: nats-server's configuration, by which it knows every user and lets it do only its part. */
import { isIP } from 'node:net';
import { accountsOf, type KeyedUser } from './accounts.ts';

/** As NATS's own examples have it. */
const clusterPort = 6222;

export type ServerConfiguration = {
  readonly installation: string;
  readonly users: readonly KeyedUser[];
  /** Where nats-server finds the files that lie beside its configuration: an absolute path. */
  readonly directory: string;
  /** Where it keeps JetStream's data. */
  readonly store: string;
  /** Names and addresses of the servers by which they reach each other; empty where there is one server. */
  readonly cluster: readonly string[];
};

/** In the format of nats-server, of which JSON is a part. */
export function serverConfiguration(configuration: ServerConfiguration): string {
  const { installation, users, directory, store } = configuration;
  const accounts = JSON.stringify(accountsOf(installation, users), undefined, 2);
  return `# Made by \`berth security init\`, which makes it anew whenever it is run: what you change here is lost.
listen: "0.0.0.0:4222"
jetstream { store_dir: ${JSON.stringify(store)} }
tls { ${certificate(directory)} }
${clusterBlock(configuration)}accounts: ${accounts}
`;
}

/** What stands between the servers of a cluster, each of which is told its own name when it is started. */
function clusterBlock({ installation, directory, cluster }: ServerConfiguration): string {
  if (cluster.length === 0) return '';
  const routes = cluster.map((host) => `nats://${isIP(host) === 6 ? `[${host}]` : host}:${clusterPort}`);
  // No other server may join, so each has to show its certificate.
  return `cluster {
  name: ${JSON.stringify(installation)}
  listen: "0.0.0.0:${clusterPort}"
  tls { ${certificate(directory)}, ca_file: ${JSON.stringify(`${directory}/ca.pem`)}, verify: true }
  routes: ${JSON.stringify(routes)}
}
`;
}

/** NATS takes TLS 1.2 and newer. A machine that has much to do may need some seconds for it. */
function certificate(directory: string): string {
  return `cert_file: ${JSON.stringify(`${directory}/server.pem`)}, key_file: ${JSON.stringify(`${directory}/server.key`)}, timeout: 5`;
}
