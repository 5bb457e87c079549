/** `berth-control`: what an operator decided, and what Berth must remember about a BIG-IP. */
import { z } from 'zod';
import { EngineName, InstallationName } from './names.ts';
import { encodeToken } from './tokens.ts';

/** This installation has written to that BIG-IP. Key `installed.<bigip>`. */
export const Installed = z.object({ v: z.literal(1), kind: z.literal('installed'), installation: InstallationName, at: z.number() });
export type Installed = z.infer<typeof Installed>;

/** No writes until thawed. Key `freeze.<bigip>`, or `freeze.=all` for every BIG-IP. */
export const Freeze = z.object({ v: z.literal(1), kind: z.literal('freeze'), by: z.string(), at: z.number(), reason: z.string() });
export type Freeze = z.infer<typeof Freeze>;

/** An engine that no collector sees is given up, until one sees it again. Key `forget.<engine>`. */
export const Forget = z.object({ v: z.literal(1), kind: z.literal('forget'), engine: EngineName, by: z.string(), at: z.number() });
export type Forget = z.infer<typeof Forget>;

export const Control = z.discriminatedUnion('kind', [Installed, Freeze, Forget]);
export type Control = z.infer<typeof Control>;

export function installedKey(bigip: string): string {
  return `installed.${encodeToken(bigip)}`;
}

export function freezeKey(bigip: string | undefined): string {
  return bigip === undefined ? 'freeze.=all' : `freeze.${encodeToken(bigip)}`;
}

/** Filters for all that concerns one BIG-IP: what is said of it, and of every one. An engine of the same name is no business of whoever reads it. */
export function controlFilters(bigip: string): readonly string[] {
  return [`*.${encodeToken(bigip)}`, '*.=all'];
}

export function forgetKey(engine: string): string {
  return `forget.${encodeToken(engine)}`;
}

/** Filter for the engines that are given up. */
export const forgetFilter = 'forget.*';
