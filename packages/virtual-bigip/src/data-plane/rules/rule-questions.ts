/** Answers what rules ask about pools, members and data groups while they run. */
import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { parseAddress } from '../../configuration/addresses.ts';
import { tclList } from '../../tcl/index.ts';
import type { TrafficConfiguration, TrafficMember, TrafficPool } from '../../traffic.ts';
import { readRecord, recordText } from '../dns/record-text.ts';
import { answerClass } from './data-group-questions.ts';

/** What the data plane knows of members at the moment. Pools and members by full path. */
export type MemberView = {
  /** Names of the members of a pool that take new connections. */
  active(pool: string): readonly string[];
  status(pool: string, address: string, port: number): 'up' | 'down' | 'session_disabled';
};

export type RuleQuestionsOptions = {
  readonly configuration: TrafficConfiguration;
  readonly members: MemberView;
  /** Tcl that defines the procedures of a rule, or undefined when there is no such rule. */
  readonly procedures: (rule: string) => string | undefined;
};

/** Answers the questions of the Tcl process; what is thrown is an error in the rule that asks. */
export class RuleQuestions {
  readonly #configuration: TrafficConfiguration;
  readonly #members: MemberView;
  readonly #procedures: RuleQuestionsOptions['procedures'];

  constructor({ configuration, members, procedures }: RuleQuestionsOptions) {
    this.#configuration = configuration;
    this.#members = members;
    this.#procedures = procedures;
  }

  answer([kind, ...words]: readonly string[]): string {
    const [first = '', second = '', third = ''] = words;
    switch (kind) {
      case 'pool':
        return this.#pool(first).name;
      case 'member':
        return this.#member(this.#pool(first), second, third).name;
      case 'address':
        return addressOf(first);
      case 'active':
        return String(this.#members.active(this.#pool(first).name).length);
      case 'active-list': {
        const { name, members } = this.#pool(first);
        return addressList(this.#members.active(name).flatMap((member) => members.get(member) ?? []));
      }
      case 'members':
        return addressList(this.#pool(first).members.values());
      case 'status': {
        const pool = this.#pool(first);
        const { address, port } = this.#member(pool, second, third);
        return this.#members.status(pool.name, address, port);
      }
      case 'in-network':
        return overlap(first, second) ? '1' : '0';
      case 'masked':
        return masked(first, second);
      case 'class':
        return answerClass(words, this.#configuration);
      case 'record': {
        const record = readRecord(first);
        if (record.type === 'OPT') throw new Error('an OPT record is no resource record');
        return recordText(record);
      }
      case 'digest':
        return createHash(first).update(second, 'latin1').digest().toString('latin1');
      case 'procedures': {
        const script = this.#procedures(first);
        if (script === undefined) throw new Error(`rule (${first}) not found`);
        return script;
      }
      default:
        throw new Error(`unknown question ${kind}`);
    }
  }

  #pool(name: string): TrafficPool {
    const pool = this.#configuration.pool(name.startsWith('/') ? name : `/Common/${name}`);
    if (pool === undefined) throw new Error(`invalid pool ${name}`);
    return pool;
  }

  #member(pool: TrafficPool, address: string, port: string): TrafficMember {
    const wanted = addressOf(address);
    for (const member of pool.members.values()) {
      if (member.address === wanted && (port === '' || member.port === Number(port))) return member;
    }
    throw new Error(`no such member ${address} ${port} in pool ${pool.name}`);
  }
}

/** Whether an address, or a network, lies in another as far as the shorter prefix tells. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [networkOf(one), networkOf(other)];
  return a.address.kind() === b.address.kind() && a.address.match(b.address, Math.min(a.prefix, b.prefix));
}

function masked(text: string, mask: string): string {
  const { address, prefix } = networkOf(`${text}/${mask}`);
  const bytes = address.toByteArray();
  return ipaddr.fromByteArray(bytes.map((byte, at) => byte & ~(0xff >> Math.min(Math.max(prefix - at * 8, 0), 8)))).toString();
}

/** `10.0.0.1`, `10.0.0.0/8` or `10.0.0.0/255.0.0.0`. */
function networkOf(text: string): { readonly address: ipaddr.IPv4 | ipaddr.IPv6; readonly prefix: number } {
  const [host = '', length] = text.split('/');
  const address = ipaddr.isValid(addressOf(host)) ? ipaddr.parse(addressOf(host)) : undefined;
  const width = address?.kind() === 'ipv4' ? 32 : 128;
  const prefix =
    length === undefined
      ? width
      : ipaddr.isValid(length) && !/^\d+$/.test(length)
        ? ipaddr.parse(length).prefixLengthFromSubnetMask()
        : Number(length);
  if (address === undefined || prefix === null || !(prefix >= 0 && prefix <= width))
    throw new Error(`bad IP network address format: ${text}`);
  return { address, prefix };
}

/** Without route domain, as members tell theirs. */
function addressOf(text: string): string {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(`invalid IP address ${text}`);
  return address.host;
}

function addressList(members: Iterable<TrafficMember>): string {
  return tclList(Array.from(members, ({ address, port }) => tclList([address, String(port)])));
}
