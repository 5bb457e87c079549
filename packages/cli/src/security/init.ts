/** Makes what NATS and its users need to trust each other, and leaves what is there already as it is. */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NatsUser, userName } from '@berth/bus';
import { createUser, fromSeed } from '@nats-io/nkeys';
import { Unanswered } from '../unanswered.ts';
import { endOf, type KeyPair, makeAuthority, signServer } from './certificates.ts';
import { serverConfiguration } from './server-configuration.ts';

export type SecurityOptions = {
  readonly installation: string;
  /** Who is to have a key. */
  readonly users: readonly NatsUser[];
  /** Where all of it is put. */
  readonly directory: string;
  /** Where nats-server will find it. */
  readonly mountedAt: string;
  /** Where nats-server keeps JetStream's data. */
  readonly store: string;
  /** Names and addresses by which NATS is reached. */
  readonly hosts: readonly string[];
  /** Those by which its servers reach each other; empty where there is one server. */
  readonly cluster: readonly string[];
  /** ms since 1970 */
  readonly now: number;
};

/** An authority that lasts no longer than this, ms, is of no use. */
const renewal = 30 * 24 * 3600 * 1000;

/** What was made, what was there, and what of the latter is secret and others than its owner may read: paths within the directory. */
export type SecurityReport = {
  readonly made: readonly string[];
  readonly kept: readonly string[];
  readonly exposed: readonly string[];
  /** Until when the server's certificate lasts. */
  readonly ends: Date;
};

/**
 * The authority and the users' seeds are made once. The server's certificate and configuration follow from the options, and are made anew.
 * Throws Unanswered, with all that was there left as it is, when one of those that are there can't be used.
 */
export async function initSecurity(options: SecurityOptions): Promise<SecurityReport> {
  const { installation, directory, mountedAt, store, hosts, cluster, now } = options;
  const files = new Files(directory);
  try {
    await mkdir(join(directory, 'users'), { recursive: true, mode: 0o700 });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new Unanswered(`${directory} can't be made, or nothing in it: ${cause.message}\nName another directory, or make it yours`, {
      cause,
    });
  }
  const authority = await authorityOf(files, () => makeAuthority(installation, now));
  refuseEnding(authority, { path: files.path('ca.pem'), now });
  const users = [];
  for (const user of options.users) users.push({ user, publicKey: await publicKeyOf(files, `users/${userName(user)}.nk`) });
  const server = await signServer(authority, hosts, now);
  await files.replace('server.pem', server.certificate, 'public');
  await files.replace('server.key', server.key, 'secret');
  await files.replace('nats-server.conf', serverConfiguration({ installation, users, directory: mountedAt, store, cluster }), 'public');
  return { made: files.made, kept: files.kept, exposed: files.exposed, ends: endOf(server.certificate) };
}

/** Half of one is no reason for another: nobody would trust it who was given the first. */
async function authorityOf(files: Files, make: () => Promise<KeyPair>): Promise<KeyPair> {
  const certificate = await files.find('ca.pem');
  const key = await files.find('ca.key');
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if (certificate !== undefined || key !== undefined) {
    const [missing, there] = key === undefined ? ['ca.key', 'ca.pem'] : ['ca.pem', 'ca.key'];
    throw new Unanswered(
      `${files.path(missing)} is missing, and ${there} is there: put it back to sign with the same authority\nFor a new authority move ${there} away, and give the new ca.pem to every program and user`,
    );
  }
  const made = await make();
  await files.replace('ca.key', made.key, 'secret');
  await files.replace('ca.pem', made.certificate, 'public');
  return made;
}

/** What it signs ends with it, and nobody takes a new one for granted. */
function refuseEnding({ certificate }: KeyPair, { path, now }: { readonly path: string; readonly now: number }): void {
  const ends = endOf(certificate);
  if (ends.getTime() - now > renewal) return;
  throw new Unanswered(
    `${path} ends on ${ends.toISOString().slice(0, 10)}\nFor a new authority move ca.pem and ca.key away, and give the new ca.pem to every program and user`,
  );
}

async function publicKeyOf(files: Files, file: string): Promise<string> {
  const seed = await files.find(file);
  if (seed !== undefined) return publicKeyIn(seed, files.path(file));
  const user = createUser();
  await files.replace(file, `${new TextDecoder().decode(user.getSeed())}\n`, 'secret');
  return user.getPublicKey();
}

function publicKeyIn(seed: string, path: string): string {
  try {
    return fromSeed(new TextEncoder().encode(seed.trim())).getPublicKey();
  } catch (cause) {
    throw new Unanswered(`${path} holds no nkey seed: restore it, or remove it to have a new one made`, { cause });
  }
}

/** The files of one directory, and which of them were made. */
class Files {
  readonly made: string[] = [];
  readonly kept: string[] = [];
  readonly exposed: string[] = [];
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** As people are told it. */
  path(file: string): string {
    return join(this.#directory, file);
  }

  async find(file: string): Promise<string | undefined> {
    try {
      const text = await readFile(this.path(file), 'utf8');
      this.kept.push(file);
      if (file !== 'ca.pem' && ((await stat(this.path(file))).mode & 0o077) !== 0) this.exposed.push(file);
      return text;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async replace(file: string, text: string, readers: 'public' | 'secret'): Promise<void> {
    // Whole or not at all, and whoever could read what was there before can't read this.
    const whole = this.path(`${file}.new`);
    await writeFile(whole, text, { mode: readers === 'secret' ? 0o600 : 0o644 });
    await rename(whole, this.path(file));
    this.made.push(file);
  }
}
