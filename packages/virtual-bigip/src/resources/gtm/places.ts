/** Where a GTM virtual server is. */

import { parseAddress, splitPort } from '../../configuration/addresses.ts';
import { textOf } from '../../configuration/properties.ts';
import type { Values } from '../../configuration/resource.ts';

/** The address and port that clients are told, and those that the BIG-IP itself has. */
export function placesOf(properties: Values): { readonly told: Place; readonly own: Place } {
  const { host = '', port = 0 } = splitPort(textOf(properties['destination'])) ?? {};
  const told = { address: parseAddress(host)?.host ?? host, port };
  const address = textOf(properties['translationAddress']) || told.address;
  return { told, own: { address, port: Number(properties['translationPort'] ?? 0) || port } };
}

type Place = { readonly address: string; readonly port: number };
