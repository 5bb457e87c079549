/** Pure: nats-server's configuration, by which it knows every user and lets it do only its part. */
import { accountsOf, type KeyedUser } from './accounts.ts';

export type ServerConfiguration = {
  readonly installation: string;
  readonly users: readonly KeyedUser[];
  /** Where nats-server finds the files that lie beside its configuration: an absolute path. */
  readonly directory: string;
  /** Where it keeps JetStream's data. */
  readonly store: string;
};

/** In the format of nats-server, of which JSON is a part. */
export function serverConfiguration({ installation, users, directory, store }: ServerConfiguration): string {
  const accounts = JSON.stringify(accountsOf(installation, users), undefined, 2);
  return `# Made by \`berth security init\`, which makes it anew whenever it is run: what you change here is lost.
listen: "0.0.0.0:4222"
jetstream { store_dir: ${JSON.stringify(store)} }
tls {
  cert_file: ${JSON.stringify(`${directory}/server.pem`)}
  key_file: ${JSON.stringify(`${directory}/server.key`)}
  timeout: 2
}
accounts: ${accounts}
`;
}
