/** Pure: a unit as it is configured, and by what its certificate is believed. */
import { z } from 'zod';

const expected = 'HOST or HOST:PORT, IPv6 in brackets';

export const Unit = z
  .string()
  .regex(/^[^/?#@\s]+$/, { error: expected, abort: true })
  .refine((text) => URL.canParse(`https://${text}`), { error: expected, abort: true });

/** Where its iControl REST is; the port is 443 when none is given. */
export function splitUnit(unit: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`https://${unit}`);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 443 : Number(port) };
}

/** `ca`: the file of an authority. `system`: an authority that Node knows. */
export type UnitTrust =
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  | { readonly kind: 'ca'; readonly file: string }
  | { readonly kind: 'system' };

type Believed = { readonly ca?: string | undefined; readonly fingerprints?: readonly string[] | undefined };

/** Of the unit that stands at `at` in `units`. A fingerprint of its own goes before an authority. */
export function trustOfUnit({ ca, fingerprints }: Believed, at: number): UnitTrust {
  const sha256 = fingerprints?.[at];
  if (sha256 !== undefined) return { kind: 'fingerprint', sha256 };
  return ca === undefined ? { kind: 'system' } : { kind: 'ca', file: ca };
}
