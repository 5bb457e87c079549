/** A DNS query to the rules of a virtual server that takes none over the wire. */
import { type Asked, query } from '../data-plane/dns/dns-client.ts';
import { readMessage } from '../data-plane/dns/message.ts';
import { readDnsFields } from '../data-plane/rules/dns-fields.ts';
import type { Ruled } from './ruled.ts';

/** The records that the rules answer with, as text. Throws when a rule fails. */
export async function firedQuery(rules: Ruled, name: string, asked: Asked = {}): Promise<readonly string[]> {
  const bytes = query(name, asked);
  const message = readMessage(bytes);
  const connection = rules.connection();
  const { effects, failure } = await connection.fire('DNS_REQUEST', { dns: { message, length: bytes.length, origin: 'CLIENT' } });
  connection.end();
  if (failure !== undefined) throw new Error(failure.message);
  const left = effects.find((effect) => effect.kind === 'dns-message');
  return left === undefined ? [] : readDnsFields(left.fields, message).answers;
}
