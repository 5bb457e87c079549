/** What pages show of an installation that runs, held against one. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@berth/local-stack';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type { Laboratory } from '../laboratory.ts';
import { bash } from './bash.ts';
import type { Block } from './blocks.ts';

const patience = 60_000;

/** One that has www-1, www-2 and www-3. */
export type World = { readonly laboratory: Laboratory };

/** Starts www-4 while the command of the first line runs, and finds what the page shows, but for what differs each time. */
export async function transcriptOfChanges({ text }: Block, { laboratory }: World): Promise<void> {
  const [command = '', ...shown] = text.split('\n');
  const missingIn = (printed: string): string[] => {
    const lines = new Set(printed.split('\n').map(masked));
    return shown.map(masked).filter((line) => !lines.has(line));
  };
  let started: Promise<unknown> | undefined;
  const isShown = (printed: string): boolean => {
    // It has begun to follow.
    started ??= laboratory.run('www-4');
    return missingIn(printed).length === 0;
  };
  try {
    expect(missingIn(await bash(`${command} 2>&1`, shellOf(laboratory), isShown))).toEqual([]);
  } finally {
    await started;
    await laboratory.engine.docker.getContainer('www-4').remove({ force: true });
  }
}

/** What the first line prints is what follows it. */
export async function transcriptOfWhy({ text }: Block, { laboratory }: World): Promise<void> {
  const [command = '', ...shown] = text.split('\n');
  await expect
    .poll(async () => masked((await bash(command, shellOf(laboratory))).trimEnd()).split('\n'), { timeout: patience })
    .toEqual(shown.map(masked));
}

/** Lines of which one can follow what they print for ever, and is held to print something. */
export async function firstLine({ text }: Block, { laboratory }: World): Promise<void> {
  for (const line of text.split('\n').filter((each) => each.startsWith('npm ')))
    expect(await bash(withoutComment(line), shellOf(laboratory), (printed) => printed.includes('\n'))).toContain('{');
}

/** All of it, to its end. */
export async function whole({ text }: Block, { laboratory }: World): Promise<void> {
  const printed = await bash(text, shellOf(laboratory));
  expect(printed).toContain('www');
}

/** A container with these labels has these services, and nobody complains. */
export async function labelled({ text }: Block, { laboratory }: World): Promise<void> {
  const line = text
    .replace(/^docker /, `docker --host ${laboratory.engine.url} `)
    .replace('…', '--detach --name labelled berth-sample/web:latest');
  await bash(line, shellOf(laboratory));
  const services = [...new Set([...text.matchAll(/berth\.service\.(\w+)\./g)].map(([, name = '']) => name))];
  await waitUntil(`${services.join(' and ')} to be planned`, patience, async () => {
    const { stdout } = await laboratory.berth('why', 'labelled');
    return services.every((service) => stdout.includes(`service ${service} on`));
  });
  await bash(`docker --host ${laboratory.engine.url} rm --force labelled`, shellOf(laboratory));
}

/** Networks, routes and filters as an engine and a kernel take them. */
export async function forwarded({ text }: Block, { laboratory }: World): Promise<void> {
  const lines = text.split('\n').map((line) => withoutComment(line).replaceAll('SELF-IP', '10.9.9.1'));
  const [network = '', ...rest] = lines;
  await bash(network.replace(/^docker /, `docker --host ${laboratory.engine.url} `), shellOf(laboratory));
  const host = ['ip link set lo up', 'ip address add 10.9.9.2/24 dev lo', 'iptables --new-chain DOCKER-USER'];
  await bash(`unshare --net bash -e -c '${[...host, ...rest].join('\n')}'`, shellOf(laboratory));
}

/** `berth security init`, nats-server that takes what it made, and the files that a program is given. */
export async function serverConfiguration({ text }: Block, { laboratory }: World): Promise<void> {
  const directory = join(laboratory.directory, 'operating');
  await mkdir(directory);
  const engines = { docker1: { url: 'unix:///unused', address: '127.0.0.1' } };
  await writeFile(join(directory, 'berth.yaml'), stringify({ installation: 'operating', sites: { here: { engines } } }));
  const [init = '', server = '', program = ''] = text.split('\n');
  const shell = { directory, environment: {} };
  await bash(init, shell);
  await bash(`${server} -t`, shell);
  for (const [, file = ''] of program.matchAll(/BERTH_NATS_(?:CA|NKEY)_FILE=(\S+)/g)) await access(join(directory, file));
}

/** Without what differs each time: times, durations, numbers of shards, addresses and ids. */
function masked(text: string): string {
  return (
    text
      .replaceAll(/\d+:\d\d:\d\d\.\d{3}/g, 'TIME')
      .replaceAll(/\d+(?:\.\d+){3}/g, 'ADDRESS')
      .replaceAll(/\b[0-9a-f]{12}\b/g, 'ID')
      .replaceAll(/_\d\d\b/g, '_NN')
      .replaceAll(/\d+(?= (?:ms|s|min)\b)/g, 'N')
      // Between the two it can be looked at.
      .replaceAll(/appeared on (\S+), (?:created|running)/g, 'appeared on $1')
      .replaceAll(/running for [^;]+/g, 'running for DURATION')
      // Told once they have been asked.
      .replaceAll(/; by the monitor \w+/g, '')
  );
}

function withoutComment(line: string): string {
  return line.replace(/ {2,}#.*$/, '');
}

function shellOf({ directory, config }: Laboratory) {
  return { directory, environment: { BERTH_CONFIG: config } };
}
