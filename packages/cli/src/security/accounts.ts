/**
 * Pure: which account of NATS each user speaks from. NATS checks the subject that a client publishes to, and not where it asks the answer to
 * go: within one account, whoever may ask anything of JetStream could have its answer, even a document of its own, put under every other
 * key. So JetStream is in the installation's account, and whoever asks it is in one of its own, which reaches exactly what it may.
 */
import { domain, matches, type NatsUser, type Permissions, permissionsOf, userName } from '@berth/bus';
import { compareText } from '@berth/messages';

/** As nats-server reads them. */
export type Account = {
  readonly jetstream?: 'enabled';
  readonly users: readonly ServerUser[];
  /** What others, named, may reach of it. */
  readonly exports: readonly Export[];
  readonly imports?: readonly Import[];
};

type ServerUser = { readonly nkey: string; readonly permissions: Record<'publish' | 'subscribe', { readonly allow: readonly string[] }> };
/** service: may be published there. stream: can be heard from there. */
type Export = ({ readonly service: string } | { readonly stream: string }) & { readonly accounts: readonly string[] };
type Import =
  | { readonly service: { readonly account: string; readonly subject: string }; readonly to?: string }
  | { readonly stream: { readonly account: string; readonly subject: string } };

export type KeyedUser = { readonly user: NatsUser; readonly publicKey: string };

/** By name, the installation's first. */
export function accountsOf(installation: string, users: readonly KeyedUser[]): Record<string, Account> {
  const reader = users.find(({ user }) => user.kind === 'reader')?.publicKey ?? '';
  const given = users.map(({ user, publicKey }) => {
    const permissions = permissionsOf(user, { own: publicKey, reader });
    return { name: `${installation}-${userName(user)}`, kind: user.kind, publicKey, ...permissions };
  });
  // Who asks JetStream nothing gets no answer that could be put anywhere.
  const within = given.filter(({ kind }) => kind === 'reader');
  const apart = given.filter(({ kind }) => kind !== 'reader');
  const main: Account = {
    jetstream: 'enabled',
    users: within.map((user) => serverUser(user, user.publish)),
    exports: [...services(apart), ...streams(apart)],
  };
  return { [installation]: main, ...Object.fromEntries(apart.map((user) => [user.name, accountOf(user, { installation, apart })])) };
}

type Given = Permissions & { readonly name: string; readonly publicKey: string };

function accountOf(user: Given, { installation, apart }: { readonly installation: string; readonly apart: readonly Given[] }): Account {
  const { publish, comes } = user;
  const others = apart.filter(({ name }) => name !== user.name);
  return {
    users: [serverUser(user, publish.map(inDomain))],
    // What reaches the installation's account in this way isn't passed on by it, so whoever may hear it hears it from here.
    exports: publish.flatMap((stream) => {
      const accounts = others.filter((other) => hears(other, stream)).map(({ name }) => name);
      return accounts.length === 0 ? [] : [{ stream, accounts }];
    }),
    imports: [
      ...publish.map((subject) => {
        const to = inDomain(subject);
        return { service: { account: installation, subject }, ...(to === subject ? {} : { to }) };
      }),
      ...comes.map((subject) => ({ stream: { account: installation, subject } })),
      ...others.flatMap((other) =>
        other.publish.filter((subject) => hears(user, subject)).map((subject) => ({ stream: { account: other.name, subject } })),
      ),
    ],
  };
}

function hears({ comes }: Given, subject: string): boolean {
  return comes.some((filter) => matches(filter, subject));
}

function serverUser({ publicKey, subscribe }: Given, publish: readonly string[]): ServerUser {
  return { nkey: publicKey, permissions: { publish: { allow: publish }, subscribe: { allow: subscribe } } };
}

/** The same request, to JetStream of the installation's account. */
function inDomain(subject: string): string {
  return subject.replace(/^\$JS\.API\./, `$JS.${domain}.API.`);
}

/** What may be published in the installation's account from others. */
function services(users: readonly Given[]): Export[] {
  return shared(users, ({ publish }) => publish).map(([service, accounts]) => ({ service, accounts }));
}

/** What can be heard of it from others. */
function streams(users: readonly Given[]): Export[] {
  return shared(users, ({ comes }) => comes).map(([stream, accounts]) => ({ stream, accounts }));
}

/** Each subject with the accounts that it is for. */
function shared(users: readonly Given[], subjectsOf: (user: Given) => readonly string[]): [string, string[]][] {
  const subjects = [...new Set(users.flatMap(subjectsOf))].toSorted(compareText);
  return subjects.map((subject) => [subject, users.filter((user) => subjectsOf(user).includes(subject)).map(({ name }) => name)]);
}
