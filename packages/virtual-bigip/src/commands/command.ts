/** What the unit does when it is told: `{ "command": … }` posted to a path. */

import { tmsh } from '../configuration/refusal.ts';
import type { Device, JsonObject } from '../configuration/resource.ts';

/** Saving and loading, as far as the state directory goes. */
export type Saving = {
  /** Saves all, or these partitions. */
  readonly save: (partitions: readonly string[] | undefined) => void;
  /** Makes the running configuration what is saved. */
  readonly load: () => void;
};

export type Command = {
  readonly path: string;
  readonly name: string;
  /** Who may give it. */
  readonly by: 'administrators' | 'writers';
  /** Carries it out. What it returns is told beside the command; without, what was sent is echoed. */
  readonly run: (body: JsonObject, device: Device, saving: Saving) => JsonObject | undefined;
};

/** The answer to a command that was carried out. */
export function answerOf({ path, name }: Command, body: JsonObject, told: JsonObject | undefined): JsonObject {
  const { kind: _, command, ...rest } = body;
  return { kind: `tm:${path.replaceAll('/', ':')}:${name}state`, command: command ?? name, ...rest, ...told };
}

/** Refuses what a command doesn't take. */
export function only(body: JsonObject, ...names: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !['kind', 'command', ...names].includes(name));
  if (unknown !== undefined) throw tmsh(`"${unknown}" unknown property`);
}

/** `options: [{ a: 1 }, { b: 2 }]` as one object. */
export function optionsOf({ options }: JsonObject): JsonObject {
  if (options === undefined) return {};
  const list = Array.isArray(options) ? options : [options];
  for (const option of list) {
    if (typeof option !== 'object' || option === null) throw tmsh(`invalid property value "options":"${JSON.stringify(option)}"`);
  }
  return Object.assign({}, ...list) as JsonObject;
}
