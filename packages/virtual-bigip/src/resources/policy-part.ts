/** What rules, actions and conditions of a policy have in common. */

import { lone, text } from '../configuration/properties.ts';
import { tmsh } from '../configuration/refusal.ts';
import type { Device, Draft, Property, Values } from '../configuration/resource.ts';
import { mustBeDraft } from './policy-copies.ts';

/** Made and changed only as long as the policy is a draft. */
export function partOfDraft(draft: Draft, device: Device): Values {
  mustBeDraft(draft, device);
  return draft.properties;
}

/** Actions and conditions have numbers for names. */
export function numbered(name: string): string {
  if (!/^\d+$/.test(name)) throw tmsh(`"${name}" identifier must be a positive decimal number`);
  return name;
}

export function loneFlags(names: readonly string[]): Record<string, Property> {
  return Object.fromEntries(names.map((name) => [name, lone(name)]));
}

export function texts(names: readonly string[]): Record<string, Property> {
  return Object.fromEntries(names.map((name) => [name, text()]));
}
