/** Wide IPs as DNS listeners ask for them: which pool, which of its members, and what is answered when there is none. */

import { textOf } from '../configuration/properties.ts';
import { effectiveValue } from '../configuration/render.ts';
import type { Device, Entity } from '../configuration/resource.ts';
import { isEnabled, isUsable } from '../resources/gtm/pool-member.ts';
import { POOL_TYPES, type PoolType } from '../resources/gtm/pool-types.ts';
import { lastResortOf, poolsOf } from '../resources/gtm/wide-ip-properties.ts';
import { isProvisioned } from '../resources/provision.ts';
import type { WideIpAnswer, WideIps } from '../traffic.ts';
import { type Candidate, inTurn, networkOf } from './choose.ts';
import { failureRecord, fallbackRecord, memberRecord } from './member-records.ts';
import { Persistence } from './persistence.ts';
import { WideIpNames } from './wide-ip-names.ts';

type Question = Parameters<WideIps['answer']>[0];
type Pool = Candidate & { readonly type: PoolType; readonly entity: Entity };

/** What a mode makes of a pool; undefined: nothing, and the next one is tried. */
type Outcome =
  | { readonly kind: 'members'; readonly members: readonly Entity[] }
  | { readonly kind: 'fallback-ip' | 'drop-packet' | 'return-to-dns' };

const RCODES: Readonly<Record<string, number>> = { noerror: 0, formerr: 1, servfail: 2, nxdomain: 3, notimpl: 4, refused: 5 };
const LONGEST_CHAIN = 8;

/** A question, and the wide IP that is to answer it; `depth`: how many aliases may yet be followed. */
type Asked = { readonly wideIp: Entity; readonly type: PoolType; readonly question: Question; readonly depth: number };

export class GtmWideIps implements WideIps {
  readonly #device: Device;
  readonly #names: WideIpNames;
  readonly #persistence: Persistence;
  /** How often was chosen in a wide IP or pool. */
  readonly #counts = new Map<string, number>();

  constructor(device: Device) {
    this.#device = device;
    this.#names = new WideIpNames(device.store);
    this.#persistence = new Persistence(device.now);
  }

  answer(question: Question): WideIpAnswer | undefined {
    // No name of a wide IP has what zone files escape.
    if (!isProvisioned(this.#device, 'gtm') || /[\\"]/.test(question.name)) return undefined;
    const type = POOL_TYPES.find((each) => each.toUpperCase() === question.type);
    const found = type && this.#enabled(type, question.name);
    if (type !== undefined && found !== undefined) return this.#answerOf({ wideIp: found, type, question, depth: LONGEST_CHAIN });
    return POOL_TYPES.some((other) => this.#enabled(other, question.name) !== undefined) ? { kind: 'no-data' } : undefined;
  }

  #enabled(type: PoolType, name: string): Entity | undefined {
    const found = this.#names.find(type, name);
    return found?.properties['enabled'] === 'disabled' ? undefined : found;
  }

  #answerOf(asked: Asked): WideIpAnswer {
    const { wideIp, type, question } = asked;
    const kept = this.#persistent(wideIp, question);
    if (kept !== undefined) return this.#told(asked, kept.pool, [kept.member]);
    const pools = this.#poolsOf(wideIp, type);
    const mode = this.#text(wideIp, 'poolLbMode');
    const turn = { count: this.#count(`${type} ${wideIp.key}`), client: question.clientAddress };
    const usable = pools.filter((pool) => this.#tried(pool, ['loadBalancingMode', 'alternateMode'], question, 'look') !== undefined);
    for (const pool of inTurn(usable, mode, turn)) {
      const outcome = this.#tried(pool, ['loadBalancingMode', 'alternateMode'], question, 'take');
      if (outcome !== undefined) return this.#carriedOut(outcome, pool, asked);
    }
    const last = lastResortOf(wideIp.properties);
    const resort = last && this.#pool(last.type, last.path, { order: 0, ratio: 1 });
    const pool = resort ?? inTurn(pools, mode, turn)[0];
    const modes = resort === undefined ? ['fallbackMode'] : ['loadBalancingMode', 'alternateMode', 'fallbackMode'];
    const outcome = pool && this.#tried(pool, modes, question, 'take');
    return pool === undefined || outcome === undefined ? this.#failed(wideIp, question) : this.#carriedOut(outcome, pool, asked);
  }

  #carriedOut(outcome: Outcome, pool: Pool, asked: Asked): WideIpAnswer {
    const { wideIp, question } = asked;
    switch (outcome.kind) {
      case 'members':
        if (this.#text(wideIp, 'persistence') === 'enabled' && outcome.members[0] !== undefined) {
          const seconds = Number(this.#value(wideIp, 'ttlPersistence'));
          const chosen = { type: pool.type, pool: pool.entity.key, member: outcome.members[0].key };
          this.#persistence.keep(this.#clientOf(wideIp, question), chosen, seconds);
        }
        return this.#told(asked, pool, outcome.members);
      case 'fallback-ip': {
        const address = textOf(pool.entity.properties['fallbackIp']);
        const ttl = Number(this.#value(pool.entity, 'ttl'));
        return address === ''
          ? this.#failed(wideIp, question)
          : answered([fallbackRecord({ name: question.name, ttl, type: pool.type }, address)]);
      }
      case 'drop-packet':
        return { kind: 'drop' };
      case 'return-to-dns':
        return this.#failed(wideIp, question);
      default:
        return outcome satisfies never;
    }
  }

  /** The records of members, and of the wide IP that an alias leads to. */
  #told({ wideIp, type, question, depth }: Asked, pool: Pool, members: readonly Entity[]): WideIpAnswer {
    const head = { name: question.name, ttl: Number(this.#value(pool.entity, 'ttl')), type: pool.type };
    const records = members.map((member) => memberRecord(head, member, this.#device.store));
    const [alias] = members;
    if (pool.type !== 'cname' || type === 'cname' || alias === undefined || alias.properties['staticTarget'] === 'yes' || depth === 0)
      return answered(records);
    const name = alias.name.replace(/\.$/, '');
    const next = this.#enabled(type, name);
    const rest =
      next && next.key !== wideIp.key
        ? this.#answerOf({ wideIp: next, type, question: { ...question, name }, depth: depth - 1 })
        : undefined;
    return rest?.kind === 'answer' ? { ...rest, answers: [...records, ...rest.answers] } : answered(records);
  }

  #failed(wideIp: Entity, { name }: Question): WideIpAnswer {
    if (this.#text(wideIp, 'failureRcodeResponse') !== 'enabled') return { kind: 'no-data' };
    const ttl = Number(this.#value(wideIp, 'failureRcodeTtl'));
    const authorities = ttl === 0 ? [] : [failureRecord(name, ttl)];
    return { kind: 'answer', rcode: RCODES[this.#text(wideIp, 'failureRcode')] ?? 0, answers: [], authorities };
  }

  #poolsOf({ properties }: Entity, type: PoolType): Pool[] {
    const own = poolsOf(properties['pools']).map(({ path, ...more }) => this.#pool(type, path, more));
    const aliases = poolsOf(properties['poolsCname']).map(({ path, ...more }) => this.#pool('cname', path, more));
    return [...own, ...aliases].filter((pool) => pool !== undefined);
  }

  /** Undefined when it is disabled. */
  #pool(type: PoolType, path: string, { order, ratio }: Pick<Candidate, 'order' | 'ratio'>): Pool | undefined {
    const entity = this.#device.store.get(`gtm/pool/${type}`, path);
    return entity === undefined || entity.properties['enabled'] === 'disabled' ? undefined : { name: path, order, ratio, type, entity };
  }

  /** What the first of these modes that leads to something makes of a pool; to `look` takes nobody's turn. */
  #tried(pool: Pool, modes: readonly string[], question: Question, intent: 'look' | 'take'): Outcome | undefined {
    for (const property of modes) {
      const mode = this.#text(pool.entity, property);
      if (mode === 'none') continue;
      if (mode === 'fallback-ip' || mode === 'drop-packet' || mode === 'return-to-dns') return { kind: mode };
      // A fallback doesn't ask how members are.
      const checks = property !== 'fallbackMode' && this.#text(pool.entity, 'verifyMemberAvailability') !== 'disabled';
      const members = this.#candidates(pool, checks ? 'usable' : 'enabled');
      if (members.length === 0) continue;
      const count = intent === 'take' ? this.#count(`${pool.type} ${pool.name} members`) : 0;
      const chosen = inTurn(members, mode, { count, client: this.#staticClient(question) });
      const most = pool.type === 'cname' ? 1 : Number(this.#value(pool.entity, 'maxAnswersReturned'));
      if (chosen.length > 0) return { kind: 'members', members: chosen.slice(0, most).map(({ entity }) => entity) };
    }
    return undefined;
  }

  #candidates({ type, entity }: Pool, which: 'usable' | 'enabled'): (Candidate & { readonly entity: Entity })[] {
    const members = [...this.#device.store.children(`gtm/pool/${type}/members`, entity.key)];
    const suits = which === 'usable' ? isUsable : isEnabled;
    return members
      .filter((member) => suits(member, type, this.#device))
      .map((member) => ({
        name: member.name,
        order: Number(member.properties['memberOrder'] ?? 0),
        ratio: Number(member.properties['ratio'] ?? 1),
        entity: member,
      }));
  }

  #persistent(wideIp: Entity, question: Question): { readonly pool: Pool; readonly member: Entity } | undefined {
    if (this.#text(wideIp, 'persistence') !== 'enabled') return undefined;
    const kept = this.#persistence.find(this.#clientOf(wideIp, question));
    const pool = kept && this.#pool(kept.type, kept.pool, { order: 0, ratio: 1 });
    const member = kept && this.#device.store.get(`gtm/pool/${kept.type}/members`, kept.member);
    return pool && member && isUsable(member, pool.type, this.#device) ? { pool, member } : undefined;
  }

  #clientOf(wideIp: Entity, { clientAddress }: Question): string {
    const prefixes = { ipv4: Number(this.#value(wideIp, 'persistCidrIpv4')), ipv6: Number(this.#value(wideIp, 'persistCidrIpv6')) };
    return `${wideIp.resource.path} ${wideIp.key} ${networkOf(clientAddress, prefixes)}`;
  }

  #staticClient({ clientAddress }: Question): string {
    const settings = this.#device.store.get('gtm/global-settings/general', 'general')?.properties;
    const prefix = (name: string, initial: number) => Number(settings?.[name] ?? initial);
    return networkOf(clientAddress, { ipv4: prefix('staticPersistCidrIpv4', 32), ipv6: prefix('staticPersistCidrIpv6', 128) });
  }

  #count(what: string): number {
    const count = this.#counts.get(what) ?? 0;
    this.#counts.set(what, count + 1);
    return count;
  }

  #value(entity: Entity, property: string): unknown {
    return effectiveValue(entity, property, { device: this.#device });
  }

  #text(entity: Entity, property: string): string {
    return String(this.#value(entity, property) ?? '');
  }
}

function answered(answers: readonly string[]): WideIpAnswer {
  return { kind: 'answer', rcode: 0, answers, authorities: [] };
}
