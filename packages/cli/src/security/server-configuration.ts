/** Pure: nats-server's configuration, with one account for the installation and one user for each program. */
import { type NatsUser, permissionsOf, userName } from '@berth/bus';

export type ServerConfiguration = {
  readonly installation: string;
  readonly users: readonly { readonly user: NatsUser; readonly publicKey: string }[];
  /** Where nats-server finds the files that lie beside its configuration: an absolute path. */
  readonly directory: string;
  /** Where it keeps JetStream's data. */
  readonly store: string;
};

/** In the format of nats-server, of which JSON is a part. */
export function serverConfiguration({ installation, users, directory, store }: ServerConfiguration): string {
  return `# Made by \`berth security init\`, which makes it anew whenever it is run: what you change here is lost.
listen: "0.0.0.0:4222"
jetstream { store_dir: ${JSON.stringify(store)} }
tls {
  cert_file: ${JSON.stringify(`${directory}/server.pem`)}
  key_file: ${JSON.stringify(`${directory}/server.key`)}
  timeout: 2
}
accounts {
  ${JSON.stringify(installation)}: {
    jetstream: enabled
    users: [
${users.map(({ user, publicKey }) => userBlock(user, publicKey)).join('\n')}
    ]
  }
}
`;
}

function userBlock(user: NatsUser, publicKey: string): string {
  const { publish, subscribe, answers } = permissionsOf(user, publicKey);
  return `      # ${userName(user)}
      { nkey: ${publicKey}, permissions: {
        publish: { allow: [${list(publish)}] }
        subscribe: { allow: [${list(subscribe)}] }${answers ? '\n        allow_responses: { max: 1, expires: "30s" }' : ''}
      } }`;
}

/** Nothing allowed would mean everything. */
function list(subjects: readonly string[]): string {
  return (subjects.length === 0 ? ['berth.nothing'] : subjects).map((subject) => `\n          ${JSON.stringify(subject)}`).join('');
}
