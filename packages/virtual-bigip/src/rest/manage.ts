/** Everything under `/mgmt/tm`: configuration, readouts, commands, transactions. */

import { answerOf, type Command } from '../commands/command.ts';
import { tmsh } from '../configuration/refusal.ts';
import type { JsonObject } from '../configuration/resource.ts';
import { isBefore } from '../configuration/version.ts';
import { renderReadout } from '../readouts/readout.ts';
import type { Access } from './access.ts';
import type { Rest } from './handle.ts';
import { bodyOf, mustBeJson, type Request } from './request.ts';

/** What a request is answered with, nothing for a removal; undefined if there is no such path. */
export function manage(
  rest: Rest,
  request: Request,
  segments: readonly string[],
  access: Access,
): { readonly body: JsonObject | undefined } | undefined {
  const { method, query } = request;
  const { configuration, transactions } = rest;
  mustBeJson(request);
  const coordination = request.headers['x-f5-rest-coordination-id'];
  if (segments[0] === 'transaction' && segments.at(-1) !== 'available') {
    return { body: transactions.answer(request, segments.slice(1), bodyOf(request), coordination) };
  }
  const path = segments.join('/');
  const view = configuration.view(query);
  const readout = rest.readouts.find((one) => one.path === path && !isBefore(view.device.version, one.since ?? '0'));
  if (readout !== undefined && method === 'GET') return { body: renderReadout(readout, view) };
  const commands = rest.commands.filter((one) => one.path === path);
  const route = configuration.route(segments);
  if (route.kind === 'unknown' && readout === undefined && commands.length === 0) return undefined;
  if (method === 'GET') return { body: configuration.read(route, { segments, query, access }) };
  const operation = { method, segments, query, body: bodyOf(request), access };
  if (coordination !== undefined) return { body: transactions.queue(coordination, operation) };
  const command = method === 'POST' ? commandIn(commands, operation.body) : undefined;
  return { body: command === undefined ? configuration.write(operation) : give(command, rest, operation.body, access) };
}

/** The command that a body gives; refuses one that the path doesn't have. */
function commandIn(commands: readonly Command[], { command }: JsonObject): Command | undefined {
  if (commands.length === 0 || (command === undefined && commands.some(({ path }) => path.startsWith('ltm/')))) return undefined;
  const found = commands.find(({ name }) => name === command);
  if (found === undefined) throw tmsh(`invalid property value "command":"${String(command)}"`);
  return found;
}

function give(command: Command, { device, saving }: Rest, body: JsonObject, access: Access): JsonObject {
  access.mayCommand(command.by, command.path);
  return answerOf(command, body, command.run(body, device, saving));
}
