/** How a KV bucket says that a key was deleted: by a message without a body, and a header. */
import { JsHeaders } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

const operationHeader = 'KV-Operation';

/** Of a message that deletes the key under whose subject it is. */
export function deletionHeader(): MsgHdrs {
  const header = headers();
  header.set(operationHeader, 'DEL');
  return header;
}

/** Whether a message of a bucket says that its key was deleted or purged. */
export function isDeletion(header: MsgHdrs | undefined): boolean {
  const operation = header?.get(operationHeader);
  return operation === 'DEL' || operation === 'PURGE' || header?.has(JsHeaders.RollupHdr) === true;
}
