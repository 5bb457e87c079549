/** Which of a sharded data group's shards holds a host name. */
import { crc32 } from 'node:zlib';

/** The name of the shard of `group` in which `host` is looked up; the rules work it out in the same way. */
export function shardName(group: string, shards: number, host: string): string {
  if (shards === 1) return group;
  const label = host.split('.', 1)[0] ?? '';
  // TMM sees bytes: names on the wire are ASCII, so this is only a matter of agreeing on what isn't.
  const shard = crc32(Buffer.from(label, 'latin1')) % shards;
  return `${group}_${String(shard).padStart(2, '0')}`;
}
