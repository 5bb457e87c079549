/** Containers as a real engine told of them (`record.ts`), changed as a case needs it. */
import { readFileSync } from 'node:fs';
import { ListedNetwork, observeContainer, observeNetworks } from '@berth/collector';
import type { Container, Network } from '@berth/messages';
import { z } from 'zod';

const recordings = z.record(z.string(), z.json()).parse(read('containers'));
const networks = z.array(ListedNetwork).parse(read('networks'));

/** A container that runs on an engine. */
export type Running = { readonly engine: string; readonly container: Container };

export type Changes = {
  /** Added to those that it was recorded with. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Default docker1. */
  readonly on?: string;
  /** When it was started, in seconds. */
  readonly started?: number;
  /** It has just been sent its stop signal. */
  readonly stopping?: 'now';
  /** Other values for fields of what the engine said, by path: `Config/ExposedPorts`. */
  readonly fields?: Readonly<Record<string, unknown>>;
};

/** A recorded container under another name; what it is called is mostly what a case is about. */
export function was(recording: string, name = 'www-1', changes: Changes = {}): Running {
  return running(recording, { Name: `/${name}`, ...changes.fields }, changes);
}

/** A recorded container under the name that Compose, Swarm or a command line gave it. */
export function itself(recording: string, changes: Changes = {}): Running {
  return running(recording, changes.fields ?? {}, changes);
}

/** The networks of the recorded engine. */
export function recordedNetworks(): Network[] {
  return observeNetworks(networks);
}

/** Values for a container's fields that show a port as exposed, and published where `bindings` are given. */
export function exposing(port: string, ...bindings: readonly { readonly HostIp: string; readonly HostPort: string }[]) {
  return {
    'Config/ExposedPorts': { [port]: {} },
    'NetworkSettings/Ports': { [port]: bindings.length === 0 ? null : bindings },
  };
}

function running(
  recording: string,
  fields: Readonly<Record<string, unknown>>,
  { labels = {}, on = 'docker1', started, stopping }: Changes,
) {
  const answer: unknown = structuredClone(recordings[recording]);
  if (answer === undefined) throw new Error(`nothing was recorded under ${recording}`);
  for (const path of on === 'docker1' ? [] : [['Id'], ['HostConfig', 'NetworkMode']])
    set(answer, path, elsewhere(String(get(answer, path))));
  for (const [path, value] of Object.entries(fields)) set(answer, path.split('/'), value);
  for (const [label, value] of Object.entries(labels)) set(answer, ['Config', 'Labels', label], value);
  if (started !== undefined) set(answer, ['State', 'StartedAt'], new Date(started * 1000).toISOString());
  const kills = stopping === undefined ? [] : [{ signal: 15, at: now, heard: now }];
  const observed = observeContainer(answer, kills, now);
  if (observed.kind !== 'container') throw new Error(`${recording} can't be read: ${observed.reason}`);
  return { engine: on, container: observed.container };
}

/** After every recording. */
const now = Date.parse('2030-01-01T00:00:00Z');

/** No two engines have a container of the same id. */
function elsewhere(text: string): string {
  return text.replace(/[0-9a-f]{64}/, (id) => [...id].toReversed().join(''));
}

function get(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], object);
}

function set(object: unknown, path: readonly string[], value: unknown): void {
  const parent = get(object, path.slice(0, -1));
  (parent as Record<string, unknown>)[String(path.at(-1))] = value;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), 'utf8'));
}
