/** Reads heads from a connection, and moves bodies from one to another. */
import { type Inbound, write } from '../inbound.ts';
import { BodyScanner } from './body.ts';
import { type Framing, MalformedMessage } from './message.ts';

/** As an HTTP profile has it. */
const LONGEST_HEAD = 32 * 1024;
const CR = 13;
const LF = 10;

/** The next head with its empty line, as latin1; undefined when the peer ends before it begins. */
export async function readHead(inbound: Inbound): Promise<string | undefined> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const more = await inbound.read();
    if (more === undefined) {
      if (bytes.length === 0) return undefined;
      throw new MalformedMessage('the peer ended within a head');
    }
    const from = Math.max(0, bytes.length - 2);
    bytes = withoutEmptyLines(bytes.length === 0 ? more : Buffer.concat([bytes, more]));
    const end = endOfHead(bytes, from);
    if (end !== undefined ? end > LONGEST_HEAD : bytes.length > LONGEST_HEAD) throw new MalformedMessage('the head is too long');
    if (end === undefined) continue;
    inbound.unread(bytes.subarray(end));
    return bytes.toString('latin1', 0, end);
  }
}

/** Before a request line there may be empty lines. */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let at = 0;
  while (bytes[at] === CR || bytes[at] === LF) at += 1;
  return bytes.subarray(at);
}

function endOfHead(bytes: Buffer, from: number): number | undefined {
  for (let line = bytes.indexOf(LF, from); line >= 0; line = bytes.indexOf(LF, line + 1)) {
    const next = bytes[line + 1] === CR ? line + 2 : line + 1;
    if (bytes[next] === LF) return next + 1;
  }
  return undefined;
}

/** Moves a body as it is. Throws when either side is lost, or the sender ends too early. */
export async function moveBody(framing: Framing, from: Inbound, to: Inbound): Promise<void> {
  await eachPiece(framing, from, async (piece) => write(to.socket, piece));
}

/** Takes a body off the connection, so that the next message can be read. */
export async function dropBody(framing: Framing, from: Inbound): Promise<void> {
  await eachPiece(framing, from, async () => {});
}

async function eachPiece(framing: Framing, from: Inbound, take: (piece: Buffer) => Promise<void>): Promise<void> {
  const scanner = new BodyScanner(framing);
  while (!scanner.done) {
    const bytes = await from.read();
    if (bytes === undefined) {
      if (framing.kind === 'until-close') return;
      throw new MalformedMessage('the peer ended within a body');
    }
    const length = scanner.scan(bytes);
    from.unread(bytes.subarray(length));
    await take(bytes.subarray(0, length));
  }
}
