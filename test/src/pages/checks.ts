/** What pages show that needs nothing to run, held against what it is about. */
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { parseInstallation } from '@berth/installation';
import { repository, runCommand } from '@berth/local-stack';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { runEntry } from '../run-entry.ts';
import { berthHelp } from './berth-help.ts';
import type { Block } from './blocks.ts';

/** berth.yaml, or a part of it, whose other parts are then of the least. `…` stands for what doesn't matter. */
export function configuration({ text }: Block): void {
  const given: unknown = parse(text.replaceAll('engines: …', 'engines: {}').replaceAll(/(edge-\w+): …/g, '$1: {}'));
  const within = text.startsWith('units:') ? { sites: { east: { bigips: { edge: given } } } } : given;
  const content = text.startsWith('installation:') ? given : completed(within);
  parseInstallation('the page', stringify(content));
}

function completed(given: unknown): object {
  const { sites = { east: {} }, ...rest } = objectOf(given);
  const whole = Object.entries(objectOf(sites)).map(([name, site]) => {
    const { bigips = {}, ...others } = objectOf(site);
    const access = { user: 'berth', passwordFile: '/run/berth/password' };
    const units = Object.entries(objectOf(bigips)).map(([bigip, part]) => [
      bigip,
      { units: [`${bigip}.example.com`], ...access, ...objectOf(part) },
    ]);
    return [name, { ...others, bigips: Object.fromEntries(units) }];
  });
  return { installation: 'sample', ...rest, sites: Object.fromEntries(whole) };
}

/** Every `npm run NAME` is one of package.json's, and what a benchmark is called is one. */
export async function npmScripts({ text }: Block): Promise<void> {
  const { scripts } = objectOf(JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')));
  const benches = (await readdir(join(repository, 'test/src/bench'))).map((file) => file.replace(/\.ts$/, ''));
  for (const line of text.split('\n')) {
    const [, name = 'start', rest = ''] = /\bnpm (?:run (?:-s )?)?(\S+)(.*)$/.exec(line) ?? [];
    expect(Object.keys(objectOf(scripts)), line).toContain(name);
    if (name !== 'bench') continue;
    const [, first = '', others = ''] = /^ -- (\S+) .*also (.*)$/.exec(rest) ?? [];
    expect(new Set([first, ...others.split(', ')]), line).toEqual(new Set(benches));
  }
}

/** daemon.json whose options are dockerd's own. The oldest that is supported doesn't know the option of the newest. */
export async function daemonOptions({ text }: Block): Promise<void> {
  const options = objectOf(JSON.parse(text.replaceAll(/\/\/ .*$/gm, '')));
  const help = await runCommand('dockerd', '--help');
  for (const name of Object.keys(options).filter((each) => each !== 'allow-direct-routing'))
    expect(help).toContain(`--${name.replace(/s$/, '')}`);
}

/** The options in it are known to a program of ours. */
export function optionsOf(entry: string): (block: Block) => Promise<void> {
  return async ({ text }) => {
    const { stdout } = await runEntry(entry, { args: ['--help'] });
    for (const [option] of text.matchAll(/--\w[\w-]*/g)) expect(stdout, option).toContain(`${option} `);
  };
}

/** The list of the `berth` command's own commands is all of them, with the options that it knows. */
export async function commands({ text }: Block): Promise<void> {
  const listed = [...text.matchAll(/^berth (.+?) {2,}/gm)].map(([, usage = '']) => usage.split(' '));
  const named = listed.map(([first, second]) => (first === 'security' ? `${first} ${second}` : first));
  expect(new Set(named)).toEqual(new Set((await berthHelp()).keys()));
  for (const usage of listed) await isUnderstood(usage);
}

/** `status --json`, `security init`: its command and its options are known. */
export async function isUnderstood(usage: readonly string[]): Promise<void> {
  const [first = '', second = ''] = usage;
  const name = first === 'security' ? `${first} ${second}` : first;
  const help = (await berthHelp()).get(name) ?? '';
  expect(help, usage.join(' ')).toContain(`Usage: berth ${name} `);
  for (const option of usage.map((word) => word.replaceAll(/[[\]]/g, '')).filter((word) => word.startsWith('--')))
    expect(help, usage.join(' ')).toMatch(new RegExp(`${option}\\b`));
}

/** `docker compose logs planner`, `docker compose up --scale planner=2`: the service is one of docker-compose.yml's. */
export async function isOfCompose(words: string): Promise<void> {
  const { services } = objectOf(parse(await readFile(join(repository, 'docker-compose.yml'), 'utf8'), { merge: true }));
  const [, command = '', rest = ''] = /^docker compose ([a-z]+)(.*)$/.exec(words) ?? [];
  const scaled = [...rest.matchAll(/--scale ([\w-]+)=/g)].map(([, name]) => name);
  const [first] = rest.split(' ').filter((word) => word !== '' && !word.startsWith('-'));
  const named = ['build', 'exec', 'logs', 'restart', 'run', 'stop'].includes(command) && first !== undefined ? [first] : [];
  for (const name of [...scaled, ...named]) expect(Object.keys(objectOf(services)), words).toContain(name);
}

/** The folders that it names are all there are. */
export async function layout({ text }: Block): Promise<void> {
  const packages = [...text.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);
  expect(new Set(packages)).toEqual(new Set(await readdir(join(repository, 'packages'))));
  const services = /^services\/ +(.*?):/m.exec(text)?.[1]?.split(', ') ?? [];
  expect(new Set(services)).toEqual(new Set(await readdir(join(repository, 'services'))));
}

/** Runs it, with a virtual BIG-IP that has the pool in it already. */
export async function javascript({ text }: Block): Promise<void> {
  const start = async (options: Parameters<typeof VirtualBigIp.start>[0]): Promise<VirtualBigIp> => {
    const bigip = await VirtualBigIp.start(options);
    await bigip.edit('POST', 'auth/partition', { name: 'T' });
    await bigip.edit('POST', 'ltm/pool', { name: 'p', partition: 'T' });
    return bigip;
  };
  const script = stripTypeScriptTypes(`async () => {\n${text.replace(/^import .*$/m, '')}\n}`);
  const run: unknown = new Function('VirtualBigIp', 'clock', `return (${script})();`)({ start }, { time: Date.now() });
  await run;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
