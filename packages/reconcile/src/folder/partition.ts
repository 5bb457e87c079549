/** The partition that is ours: its description names the installation. */
import { createPartition, idOf, type Request } from '@berth/icontrol';
import type { Change } from '../diff.ts';
import type { PartitionObject } from './objects.ts';

export function partitionRequest(change: Change<PartitionObject>): Request {
  const { path, description } = change.kind === 'delete' ? change.observed : change.desired;
  const name = path.slice(1);
  if (change.kind === 'create') return createPartition(name, description);
  const at = `/mgmt/tm/auth/partition/${idOf(name)}`;
  return change.kind === 'update' ? { method: 'PATCH', path: at, body: { description } } : { method: 'DELETE', path: at };
}
