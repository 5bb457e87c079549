/** `util/unix-ls`, `util/unix-rm`, `util/unix-mv`: files that were uploaded. */

import { DOWNLOADS } from '../configuration/files.ts';
import { tmsh } from '../configuration/refusal.ts';
import type { Device, Json, JsonObject } from '../configuration/resource.ts';
import { type Command, only } from './command.ts';

export const list: Command = fileCommand('unix-ls', ([path = DOWNLOADS], { files }) => {
  const folder = path.replace(/\/$/, '');
  if (files.get(path) !== undefined) return `${path}\n`;
  const names = files.list().filter((file) => file.startsWith(`${folder}/`));
  if (names.length === 0 && folder !== DOWNLOADS) return `/bin/ls: cannot access ${path}: No such file or directory\n`;
  return names.map((file) => `${file.slice(folder.length + 1)}\n`).join('');
});

export const remove: Command = fileCommand('unix-rm', (paths, { files }) =>
  paths.map((path) => (files.remove(path) ? '' : `/bin/rm: cannot remove '${path}': No such file or directory\n`)).join(''),
);

export const move: Command = fileCommand('unix-mv', ([from = '', to = ''], { files }) => {
  const content = files.get(from);
  if (content === undefined) return `/bin/mv: cannot stat '${from}': No such file or directory\n`;
  files.remove(from);
  files.put(to.endsWith('/') ? `${to}${from.split('/').at(-1) ?? ''}` : to, content);
  return '';
});

function fileCommand(program: string, run: (paths: readonly string[], device: Device) => string): Command {
  return {
    path: `util/${program}`,
    name: 'run',
    by: 'administrators',
    run: (body, device) => {
      only(body, 'utilCmdArgs');
      return result(run(pathsOf(body['utilCmdArgs']), device));
    },
  };
}

/** Paths among the arguments; options are for the real programs. */
function pathsOf(value: Json | undefined): string[] {
  if (typeof value !== 'string') throw tmsh('"util-cmd-args" requires a value');
  return value.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'));
}

/** A program that says nothing has no result. */
export function result(text: string): JsonObject {
  return text === '' ? {} : { commandResult: text };
}
