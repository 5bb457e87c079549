/** Internal data groups of strings; their records are written by `editRecords`. */
import { createDataGroup, type DataGroup, deleteDataGroup, describeDataGroup, type Request } from '@berth/icontrol';
import type { Change } from '../diff.ts';
import type { DataGroupObject, RecordObject } from './objects.ts';

export function observeRecords({ path, records }: DataGroup): RecordObject[] {
  return [...records].map(([name, data]) => ({ kind: 'record', dataGroup: path, name, data }));
}

export function dataGroupRequest(change: Change<DataGroupObject>): Request {
  switch (change.kind) {
    case 'create':
      return createDataGroup(change.desired.path, { type: 'string', description: change.desired.description, records: new Map() });
    case 'update':
      return describeDataGroup(change.desired.path, change.desired.description);
    case 'delete':
      return deleteDataGroup(change.observed.path);
  }
}
