/** DNS messages: from bytes to what rules see of them, and back. The format is dns-packet's matter. */
import { type Answer, decode, encode, type Question } from 'dns-packet';
import { codeText, readRecord, recordText } from './record-text.ts';

export type DnsQuestion = {
  /** As asked, without the final dot; a byte that isn't printable, and a dot inside a label, are escaped as in zone files. `.` for the root. */
  readonly name: string;
  /** `A`, or `TYPE65` for one without a name. */
  readonly type: string;
  /** `IN`, or `CLASS5`. */
  readonly class: string;
  /** As it stood in the message, to be sent back unchanged. */
  readonly bytes: Buffer;
};

export type Edns = {
  /** What the sender can take over UDP. */
  readonly size: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly nsid: boolean;
  readonly subnet: { readonly address: string; readonly source: number; readonly scope: number } | undefined;
};

export type DnsMessage = {
  readonly id: number;
  /** The second word of the header: QR, opcode, flags, response code. */
  readonly flags: number;
  /** As its header says. Only the first one is looked at. */
  readonly questionCount: number;
  readonly question: DnsQuestion | undefined;
  readonly edns: Edns | undefined;
  /** Records as text. The OPT record isn't among them, nor is what has no text. */
  readonly answers: readonly string[];
  readonly authorities: readonly string[];
  readonly additionals: readonly string[];
};

export const QR = 0x8000;
const TC = 0x0200;
const RD = 0x0100;
export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMPL: 4, REFUSED: 5 } as const;

/** Bytes that are no DNS message, or not a whole one. */
export class MalformedDns extends Error {
  override readonly name = 'MalformedDns';
}

export const HEADER = 12;
/** The least that a question and a record take. */
const LEAST = { question: 5, record: 11 };
/** What we tell clients that we take over UDP, and the most that we send. */
const OUR_SIZE = 4096;

export function opcodeOf({ flags }: Pick<DnsMessage, 'flags'>): number {
  return (flags >> 11) & 0xf;
}

/** Throws MalformedDns. */
export function readMessage(bytes: Buffer): DnsMessage {
  if (bytes.length < HEADER) throw new MalformedDns('shorter than a header');
  const [id, flags, questionCount, ...records] = [0, 2, 4, 6, 8, 10].map((at) => bytes.readUInt16BE(at)) as [number, number, number];
  const least = HEADER + questionCount * LEAST.question + (records as number[]).reduce((sum, count) => sum + count * LEAST.record, 0);
  if (least > bytes.length) throw new MalformedDns('its counts tell of more than there is');
  const { questions, answers, authorities, additionals } = decoded(bytes);
  const options = additionals.filter((record) => record.type === 'OPT');
  if (options.length > 1 || options.some(({ name }) => name !== '.'))
    throw new MalformedDns('the OPT record may stand there once, at the root');
  return {
    id,
    flags,
    questionCount,
    question: questions[0] && readQuestion(bytes, questions[0]),
    edns: options[0] && readEdns(options[0]),
    answers: texts(answers),
    authorities: texts(authorities),
    additionals: texts(additionals),
  };
}

/** At most `limit` bytes: first the additional records are left out, then all, and the message says that it was truncated. */
export function writeMessage(message: DnsMessage, limit: number): Buffer {
  const whole = written(message);
  if (whole.length <= limit) return whole;
  const necessary = written({ ...message, additionals: [] });
  if (necessary.length <= limit) return necessary;
  return written({ ...message, flags: message.flags | TC, answers: [], authorities: [], additionals: [] });
}

/** The most that may be sent over UDP to who asked with `edns`. */
export function udpLimit(edns: Edns | undefined): number {
  return Math.min(Math.max(edns?.size ?? 0, 512), OUR_SIZE);
}

/** An answer without records: of a whole query, or of bytes of which only the header can be read. */
export function failure(query: Pick<DnsMessage, 'id' | 'flags'> & Partial<DnsMessage>, rcode: number): DnsMessage {
  const { id, question, edns } = query;
  const flags = QR | (query.flags & (0x7800 | RD)) | rcode;
  return { id, flags, questionCount: question === undefined ? 0 : 1, question, edns, answers: [], authorities: [], additionals: [] };
}

/** The answer to a query in a version of EDNS that we don't have (RFC 6891, section 6.1.3). */
export function badVersion(query: DnsMessage): Buffer {
  return written(failure(query, RCODES.NOERROR), 1);
}

/** A question made of text. */
export function questionOf({ name, type, class: kind }: Pick<DnsQuestion, 'name' | 'type' | 'class'>): DnsQuestion {
  const codes = { type: type.replace(/^TYPE/, 'UNKNOWN_') as 'A', class: kind as 'IN' }; // dns-packet takes any name of a code
  return { name, type, class: kind, bytes: encode({ questions: [{ name, ...codes }] }).subarray(HEADER) };
}

type Sections = {
  readonly questions: Question[];
  readonly answers: Answer[];
  readonly authorities: Answer[];
  readonly additionals: Answer[];
};

function decoded(bytes: Buffer): Sections {
  try {
    const { questions = [], answers = [], authorities = [], additionals = [] } = decode(bytes);
    if (decode.bytes <= bytes.length) return { questions, answers, authorities, additionals };
  } catch (cause) {
    throw new MalformedDns('not a DNS message', { cause });
  }
  throw new MalformedDns('it ends too early');
}

/** dns-packet takes labels for UTF-8 and joins them with dots, which loses what isn't text; here nothing may be lost. */
function readQuestion(bytes: Buffer, { type, class: kind = 'IN' }: Question): DnsQuestion {
  let at = HEADER;
  const labels: string[] = [];
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) {
    // There is no earlier name that a pointer could mean.
    if (length > 63) throw new MalformedDns('a pointer in the question');
    labels.push(labelText(bytes.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return { name: labels.join('.') || '.', type: codeText(type), class: codeText(kind, 'CLASS'), bytes: bytes.subarray(HEADER, at + 5) };
}

function labelText(label: Buffer): string {
  return Array.from(label, (byte) => {
    if (byte < 0x21 || byte > 0x7e) return `\\${String(byte).padStart(3, '0')}`;
    const character = String.fromCharCode(byte);
    return /[.\\"]/.test(character) ? `\\${character}` : character;
  }).join('');
}

function readEdns(option: Extract<Answer, { type: 'OPT' }>): Edns {
  const subnet = option.options.find((known) => known.code === 8);
  return {
    size: option.udpPayloadSize,
    version: option.ednsVersion,
    dnssecOk: option.flag_do,
    nsid: option.options.some(({ code }) => Number(code) === 3),
    subnet:
      subnet?.ip === undefined
        ? undefined
        : { address: subnet.ip, source: subnet.sourcePrefixLength ?? 0, scope: subnet.scopePrefixLength ?? 0 },
  };
}

function texts(records: readonly Answer[]): string[] {
  return records.flatMap((record) => (record.type === 'OPT' ? [] : (writable(record) ?? [])));
}

/** Nothing may be among a message's records that couldn't be written again: a class without a name, a name of bytes that are no text. */
function writable(record: Exclude<Answer, { type: 'OPT' }>): string | undefined {
  try {
    const text = recordText(record);
    readRecord(text);
    return text;
  } catch {
    return undefined;
  }
}

/** dns-packet writes no pointers, so the question can be put in as it came. */
function written({ id, flags, question, edns, ...sections }: DnsMessage, extendedRcode = 0): Buffer {
  const [answers, authorities, additionals] = [sections.answers, sections.authorities, sections.additionals].map((texts) =>
    texts.map(readRecord),
  );
  if (edns !== undefined) {
    const option = { type: 'OPT', name: '.', udpPayloadSize: OUR_SIZE, extendedRcode, ednsVersion: 0, options: [] } as const;
    additionals?.push({ ...option, options: [], flags: edns.dnssecOk ? 0x8000 : 0, flag_do: edns.dnssecOk });
  }
  const records = encode({ id, ...(answers && { answers }), ...(authorities && { authorities }), ...(additionals && { additionals }) });
  records.writeUInt16BE(flags, 2);
  if (question === undefined) return records;
  records.writeUInt16BE(1, 4);
  return Buffer.concat([records.subarray(0, HEADER), question.bytes, records.subarray(HEADER)]);
}
