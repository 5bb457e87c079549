/** `sys/file/data-group`: the file of an external data group, taken from what was uploaded. */

import { createHash } from 'node:crypto';
import { asText, literal, oneOf, textOf, told } from '../configuration/properties.ts';
import { Records, recordType } from '../configuration/records.ts';
import { invalidValue, mcpd, tmsh } from '../configuration/refusal.ts';
import type { Device, Draft, Resource, Values } from '../configuration/resource.ts';
import { recordsIn } from './data-group-lines.ts';

export const dataGroupFile: Resource = {
  path: 'sys/file/data-group',
  noun: 'Data Group File',
  className: 'data_group_file_object',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    checksum: told(),
    createTime: told(),
    createdBy: told(),
    lastUpdateTime: told(),
    mode: { ...told(), initial: 33_188 },
    revision: told(),
    separator: literal({ initial: ':=' }),
    size: told(),
    sourcePath: { parse: (value, { name }) => pathIn(asText(value, name)) },
    type: { ...oneOf(['string', 'ip', 'integer']), life: 'fixed', required: true },
    updatedBy: told(),
  },
  prepare: (draft, device) => {
    const { sourcePath, ...rest } = draft.properties;
    if (sourcePath === undefined) {
      if (draft.before === undefined) throw tmsh('"source-path" is required');
      return rest;
    }
    return { ...rest, ...imported(draft, textOf(sourcePath), device) };
  },
  inUse: ({ fullPath }, user) =>
    mcpd(
      '01070265',
      `The Data Group File (${fullPath}) cannot be deleted because it is in use by an external data group (${user.fullPath}).`,
    ),
};

function pathIn(source: string): string {
  const path = /^file:(?:\/\/)?(?<path>\/.+)$/.exec(source)?.groups?.['path'];
  if (path === undefined) throw invalidValue('sourcePath', source);
  return path;
}

/** What the file says, and about the file. */
function imported({ before, fullPath, properties }: Draft, path: string, device: Device): Values {
  const content = device.files.get(path);
  if (content === undefined) throw mcpd('01070712', `Failed: exit_code (37), curl: (37) Couldn't open file ${path}`);
  const time = `${new Date(device.now()).toISOString().slice(0, 19)}Z`;
  const type = recordType(properties['type']);
  const records = recordsIn(content.toString('utf8'), type, textOf(properties['separator']) || ':=', path);
  if (records.length === 0) throw mcpd('01070712', `The file (${path}) of the data group (${fullPath}) is empty.`);
  return {
    records: Records.of(type, records),
    checksum: `SHA1:${content.length}:${createHash('sha1').update(content).digest('hex')}`,
    size: content.length,
    createTime: before?.properties['createTime'] ?? time,
    createdBy: before?.properties['createdBy'] ?? device.administrator.user,
    lastUpdateTime: time,
    revision: Number(before?.properties['revision'] ?? 0) + 1,
    updatedBy: device.administrator.user,
  };
}
