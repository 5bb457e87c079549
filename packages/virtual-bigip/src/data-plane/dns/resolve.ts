/** One query's way through a DNS listener: rules, wide IPs, the pool behind, and what it gets when nobody answers. */
import type { TrafficVirtual, WideIps } from '../../traffic.ts';
import type { ClientSide } from '../client-side.ts';
import { type DnsEvent, readDnsFields } from '../rules/dns-fields.ts';
import type { Effect } from '../rules/rule-effects.ts';
import {
  badVersion,
  type DnsMessage,
  failure,
  HEADER,
  MalformedDns,
  opcodeOf,
  QR,
  RCODES,
  readMessage,
  udpLimit,
  writeMessage,
} from './message.ts';

export type DnsProfile = NonNullable<TrafficVirtual['dns']>;

export type Resolving = {
  readonly client: ClientSide;
  readonly profile: DnsProfile;
  readonly wideIps: WideIps;
  readonly transport: 'udp' | 'tcp';
  /** Sends a query to the member that was chosen for the client; undefined if none comes back. Throws ConnectionRefused if there is nobody. */
  readonly ask: (query: Buffer) => Promise<Buffer | undefined>;
};

/** A rule that sends its answers back as queries for ever is stopped after as many. */
const MOST_ROUNDS = 10;
const RD = 0x0100;
const AA = 0x0400;
const Z = 0x0040;

/** What a listener has to say: bytes of a member as they came, or a message. */
type Said = { readonly message: DnsMessage; readonly origin: DnsEvent['origin'] } | { readonly bytes: Buffer };

/** The answer to `bytes`; undefined if there is none. Throws ConnectionRefused. */
export async function resolve(bytes: Buffer, resolving: Resolving): Promise<Buffer | undefined> {
  // An answer to an answer could go on for ever.
  if (bytes.length < HEADER || (bytes.readUInt16BE(2) & QR) !== 0) return undefined;
  let query: DnsMessage;
  try {
    query = readMessage(bytes);
  } catch (error) {
    if (!(error instanceof MalformedDns)) throw error;
    return writeMessage(failure({ id: bytes.readUInt16BE(0), flags: bytes.readUInt16BE(2) }, RCODES.FORMERR), HEADER);
  }
  const limit = resolving.transport === 'tcp' ? 65_535 : udpLimit(query.edns);
  if (query.edns !== undefined && query.edns.version > 0) return badVersion(query);
  if (query.question === undefined && opcodeOf(query) === 0) return writeMessage(failure(query, RCODES.FORMERR), limit);
  const said = await new Resolution(resolving, bytes).answer(query);
  if (said === undefined) return undefined;
  return 'bytes' in said ? said.bytes : writeMessage({ ...said.message, flags: (said.message.flags | QR) & ~Z }, limit);
}

class Resolution {
  readonly #resolving: Resolving;
  readonly #bytes: Buffer;
  readonly #disabled = new Set<string>();
  #lastAction: string;

  constructor(resolving: Resolving, bytes: Buffer) {
    this.#resolving = resolving;
    this.#bytes = bytes;
    this.#lastAction = resolving.profile.unhandledQueryAction;
  }

  async answer(query: DnsMessage): Promise<Said | undefined> {
    if (this.#resolving.profile.processRd === 'no' && (query.flags & RD) !== 0) return this.#unhandled(query);
    const effects = await this.#fire('DNS_REQUEST', { message: query, length: this.#bytes.length, origin: 'CLIENT' });
    const asked = changedBy(effects, query);
    if (has(effects, 'dns-drop')) return undefined;
    let said: Said | undefined = has(effects, 'dns-return') ? { message: asked, origin: 'TCL' } : await this.#serve(asked, query);
    for (let round = 0; said !== undefined && round < MOST_ROUNDS; round += 1) {
      if (!this.#resolving.client.handles('DNS_RESPONSE')) return said;
      const response = eventOf(said);
      if (response === undefined) return said;
      const then = await this.#fire('DNS_RESPONSE', response);
      if (has(then, 'dns-drop')) return undefined;
      const message = changedBy(then, response.message);
      if (!has(then, 'dns-return')) return message === response.message ? said : { message, origin: 'TCL' };
      said = await this.#serve({ ...message, flags: message.flags & ~QR }, query);
    }
    return undefined;
  }

  async #serve(asked: DnsMessage, query: DnsMessage): Promise<Said | undefined> {
    const wide = this.#wideIp(asked);
    if (wide !== 'none' && wide !== 'no-data') return wide;
    const { client, ask } = this.#resolving;
    if (client.selection.kind === 'none') {
      // BIND would have the wide IP's zone, and answer that there is nothing.
      return wide === 'no-data' ? { message: failure(asked, AA | RCODES.NOERROR), origin: 'GTM_BUILD' } : this.#unhandled(asked);
    }
    const bytes = await ask(asked === query ? this.#bytes : writeMessage(asked, 65_535));
    return bytes === undefined ? undefined : { bytes };
  }

  /** `none`: it is no wide IP's; `no-data`: one is there that has nothing to say; undefined: a wide IP wants it dropped. */
  #wideIp(asked: DnsMessage): Said | 'none' | 'no-data' | undefined {
    const { profile, wideIps, client } = this.#resolving;
    const { question, questionCount } = asked;
    if (profile.enableGtm === 'no' || this.#disabled.has('gtm') || this.#disabled.has('all')) return 'none';
    if (question?.class !== 'IN' || questionCount !== 1 || opcodeOf(asked) !== 0) return 'none';
    const found = wideIps.answer({ name: question.name, type: question.type, clientAddress: client.address });
    if (found === undefined) return 'none';
    if (found.kind === 'drop') return undefined;
    if (found.kind === 'no-data') return 'no-data';
    const { answers, authorities, rcode } = found;
    return { message: { ...failure(asked, AA | rcode), answers, authorities }, origin: 'GTM_BUILD' };
  }

  /** There is no BIND behind, which would answer about nothing, and no hints to give. */
  #unhandled(asked: DnsMessage): Said | undefined {
    const origin = 'LAST_ACTION';
    switch (this.#lastAction) {
      case 'drop':
        return undefined;
      case 'noerror':
        return { message: failure(asked, RCODES.NOERROR), origin };
      default: {
        if (opcodeOf(asked) !== 0) return { message: failure(asked, RCODES.NOTIMPL), origin };
        return { message: failure(asked, asked.questionCount === 1 ? RCODES.REFUSED : RCODES.FORMERR), origin };
      }
    }
  }

  async #fire(event: string, dns: DnsEvent): Promise<readonly Effect[]> {
    const effects = await this.#resolving.client.fire(event, { dns });
    for (const effect of effects) {
      if (effect.kind === 'dns-last-act') this.#lastAction = effect.action;
      if (effect.kind === 'dns-disable') for (const service of effect.services) this.#disabled.add(service);
      if (effect.kind === 'dns-enable') {
        for (const service of effect.services) this.#disabled.delete(service);
        if (effect.services.includes('all')) this.#disabled.clear();
      }
    }
    return effects;
  }
}

function has(effects: readonly Effect[], kind: Effect['kind']): boolean {
  return effects.some((effect) => effect.kind === kind);
}

function changedBy(effects: readonly Effect[], message: DnsMessage): DnsMessage {
  const changed = effects.find((effect) => effect.kind === 'dns-message');
  return changed === undefined ? message : readDnsFields(changed.fields, message);
}

/** Rules don't see what a member says if it is no DNS. */
function eventOf(said: Said): DnsEvent | undefined {
  if (!('bytes' in said)) {
    const message = { ...said.message, flags: said.message.flags | QR };
    return { message, length: writeMessage(message, 65_535).length, origin: said.origin };
  }
  try {
    return { message: readMessage(said.bytes), length: said.bytes.length, origin: 'SERVER' };
  } catch (error) {
    if (error instanceof MalformedDns) return undefined;
    throw error;
  }
}
