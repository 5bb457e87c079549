/** Pure: many edits of one data group's records in few requests. */
import { addRecords, deleteRecords, modifyRecords, type Records, type Request, replaceRecords, target } from '@berth/icontrol';

export type RecordEdit =
  | { readonly kind: 'add' | 'modify'; readonly name: string; readonly data: string }
  | { readonly kind: 'delete'; readonly name: string };

/** Requests, and which of the edits each of them carries out. */
export type EditStep<T> = { readonly request: Request; readonly edits: readonly T[] };

/** What a request costs BIG-IP besides its bytes, in bytes. */
const requestCost = 16_384;
/** Edits whose text may be this long fit into one request line. */
const roomInLine = 5000;

/** Edits by name where that is less work than writing the whole list; `records` is what the data group holds now. */
export function editRecords<T extends RecordEdit>(dataGroup: string, records: () => Records, edits: readonly T[]): EditStep<T>[] {
  const steps = (['add', 'modify', 'delete'] as const).flatMap((kind) =>
    chunks(edits.filter((edit) => edit.kind === kind)).map((chunk) => ({ request: requestFor(dataGroup, kind, chunk), edits: chunk })),
  );
  if (steps.length <= 1) return steps;
  const whole = applied(records(), edits);
  const wholeCost = requestCost + [...whole].reduce((sum, [name, data]) => sum + name.length + data.length + 24, 0);
  const editCost = steps.reduce((sum, { request }) => sum + requestCost + target(request).length, 0);
  return editCost <= wholeCost ? steps : [{ request: replaceRecords(dataGroup, whole), edits }];
}

function requestFor(dataGroup: string, kind: RecordEdit['kind'], edits: readonly RecordEdit[]): Request {
  const values = new Map(edits.map((edit) => [edit.name, edit.kind === 'delete' ? '' : edit.data]));
  const [request, ...more] =
    kind === 'add'
      ? addRecords(dataGroup, values)
      : kind === 'modify'
        ? modifyRecords(dataGroup, values)
        : deleteRecords(dataGroup, values.keys());
  if (request === undefined || more.length > 0) throw new RangeError(`${edits.length} records do not fit into one request line`);
  return request;
}

function chunks<T extends RecordEdit>(edits: readonly T[]): T[][] {
  const found: T[][] = [];
  let room = 0;
  for (const edit of edits) {
    const length = encodeURIComponent(edit.kind === 'delete' ? edit.name : edit.name + edit.data).length + 40;
    if (length > room) {
      found.push([]);
      room = roomInLine;
    }
    found.at(-1)?.push(edit);
    room -= length;
  }
  return found;
}

function applied(records: Records, edits: readonly RecordEdit[]): Map<string, string> {
  const whole = new Map(records);
  for (const edit of edits) {
    if (edit.kind === 'delete') whole.delete(edit.name);
    else whole.set(edit.name, edit.data);
  }
  return whole;
}
