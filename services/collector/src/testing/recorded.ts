/** What a real engine answered, recorded once, and changed as a test needs it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Listed, ListedNetwork } from '../docker/answers.ts';

const inspected = z.record(z.string(), z.json()).parse(read('inspected.json'));
export const listed: readonly Listed[] = z.array(Listed).parse(read('listed.json'));
export const networks: readonly ListedNetwork[] = z.array(ListedNetwork).parse(read('networks.json'));

/** What it said of one container, with one field (`State/Status`) replaced, or, where the value is undefined, left out. */
export function answer(name: string, path = '', value?: unknown): unknown {
  const copy: unknown = structuredClone(inspected[name]);
  const steps = path === '' ? [] : path.split('/');
  const last = steps.pop();
  const parent = steps.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy) as Record<string, unknown>;
  if (last !== undefined && value === undefined) delete parent[last];
  else if (last !== undefined) parent[last] = value;
  return copy;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../testdata/${name}`, import.meta.url), 'utf8'));
}
