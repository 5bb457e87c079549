/** Every secret of a laboratory, and everything that comes out of it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority } from '@berth/collector/testing';
import type { Laboratory } from '../laboratory.ts';

/** A text that must be nowhere but in its file. */
export type Secret = { readonly what: string; readonly text: string };

/** The lines of a PEM file that are the key itself. */
export function keyLines(what: string, pem: string): Secret[] {
  return pem
    .split('\n')
    .filter((line) => line.length > 30 && !line.startsWith('-'))
    .map((text) => ({ what, text }));
}

/** A key of TLS that nobody else has. */
export async function newKey(): Promise<string> {
  const authority = await Authority.make('docker');
  return (await authority.sign({ client: 'docker' })).key;
}

/** Of the BIG-IP, and of NATS and all its users. */
export async function secretsOf({ bigip, security }: Laboratory): Promise<Secret[]> {
  const users = await readdir(security.users);
  const seeds = await Promise.all(
    users.map(async (user) => ({ what: `the seed of ${user}`, text: (await readFile(join(security.users, user), 'utf8')).trim() })),
  );
  const made = await readdir(join(security.users, '..'), { recursive: true });
  const keys = await Promise.all(
    made
      .filter((file) => file.endsWith('.key'))
      .map(async (file) => keyLines(file, await readFile(join(security.users, '..', file), 'utf8'))),
  );
  return [{ what: 'the password of the BIG-IP', text: bigip.access.password }, ...seeds, ...keys.flat()];
}

export type Output = { readonly from: string; readonly bytes: Buffer };

/** The secrets that are in one of these, however they are written there. */
export function leaks(secrets: readonly Secret[], outputs: readonly Output[]): string[] {
  return secrets.flatMap(({ what, text }) => {
    const forms = [
      text,
      encodeURIComponent(text),
      Buffer.from(text).toString('base64').replace(/=+$/, ''),
      Buffer.from(`admin:${text}`).toString('base64'),
    ];
    return outputs.filter(({ bytes }) => forms.some((form) => bytes.includes(form))).map(({ from }) => `${what} in ${from}`);
  });
}

/** All files below a directory. */
export async function filesBelow(directory: string): Promise<Output[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => ({ from: join(parentPath, name), bytes: await readFile(join(parentPath, name)) })),
  );
}

/** How a process was called, and what it was given as its environment. */
export async function processOutputs(name: string, pid: number): Promise<Output[]> {
  return await Promise.all(
    ['cmdline', 'environ'].map(async (file) => ({ from: `${file} of ${name}`, bytes: await readFile(`/proc/${pid}/${file}`) })),
  );
}
