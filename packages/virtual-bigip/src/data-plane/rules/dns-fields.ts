/** A DNS message as the Tcl process is told of it, and as a rule leaves it. */
import { type DnsMessage, questionOf } from '../dns/message.ts';

export type DnsEvent = {
  readonly message: DnsMessage;
  /** In bytes, as it came. */
  readonly length: number;
  readonly origin: 'CLIENT' | 'SERVER' | 'TCL' | 'GTM_BUILD' | 'LAST_ACTION';
};

/** In the order of `dnsNames` in tmm-dns.tcl, then each section's length and records. */
export function dnsFields({ message, length, origin }: DnsEvent): string[] {
  const { id, flags, questionCount, question, edns } = message;
  const { address = '', source = 0, scope = 0 } = edns?.subnet ?? {};
  const options = [edns?.dnssecOk === true, edns?.size ?? 0, edns?.nsid === true, address, source, scope];
  const fixed = [length, origin, id, flags, questionCount, question?.name ?? '', question?.type ?? '', question?.class ?? ''];
  return [
    ...[...fixed, edns !== undefined, ...options].map((field) => String(typeof field === 'boolean' ? Number(field) : field)),
    ...[message.answers, message.authorities, message.additionals].flatMap((records) => [String(records.length), ...records]),
  ];
}

/** What a rule made of `before`. */
export function readDnsFields(words: readonly string[], before: DnsMessage): DnsMessage {
  const [, , id, flags, questionCount, name = '', type = '', kind = '', edns, dnssecOk, size, nsid, address = '', source, scope, ...rest] =
    words;
  const sections = [...rest];
  const section = (): string[] => sections.splice(0, Number(sections.shift()));
  const { question } = before;
  const asked = { name, type, class: kind };
  const same = question === undefined || (question.name === name && question.type === type && question.class === kind);
  return {
    id: Number(id),
    flags: Number(flags),
    questionCount: Number(questionCount),
    question: same ? question : questionOf(asked),
    edns:
      edns !== '1'
        ? undefined
        : {
            ...{ version: before.edns?.version ?? 0, size: Number(size), dnssecOk: dnssecOk === '1', nsid: nsid === '1' },
            subnet: address === '' ? undefined : { address, source: Number(source), scope: Number(scope) },
          },
    answers: section(),
    authorities: section(),
    additionals: section(),
  };
}
