/** The HTTP rule as shipped, on a virtual server, over what an applier would have configured in partition T. */
import { type FiredConnection, type Outcome, Ruled, type Written } from '@berth/virtual-bigip/testing';
import { onTestFinished } from 'vitest';
import { type HttpRuleSettings, httpRule } from '../http-rule.ts';
import { shardName } from '../shard-name.ts';

const zone = 'apps.example.com';
/** What is asked of the rule when a test says nothing else. */
const settings: HttpRuleSettings = { folder: '/T', shards: 4, zones: [zone], unknown: 'not-found', instances: 'on' };

export type HttpVirtualOptions = {
  readonly settings?: Partial<HttpRuleSettings>;
  /** Default pool of the virtual server. */
  readonly pool?: string;
  /** Rules before ours. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly services?: Readonly<Record<string, string>>;
  readonly containers?: Readonly<Record<string, string>>;
};

const services = {
  [`www.${zone}`]: '/T/www',
  [`my-app.${zone}`]: '/T/my-app',
  [`idle.${zone}`]: '/T/idle',
  [`broken.${zone}`]: '/T/none',
  [`-dash.${zone}`]: '/T/www',
  'shop.example.org': '/T/www',
};
const containers = {
  [`www-1.${zone}`]: '/T/www 10.0.0.1 80',
  [`www-2.${zone}`]: '/T/www 10.0.0.2 80',
  [`www-3.${zone}`]: '/T/www 10.0.0.3 80',
  [`my-app-2.${zone}`]: '/T/my-app 2001:db8::2 8080',
  [`gone-1.${zone}`]: '/T/www 10.0.0.9 80',
  [`broken-1.${zone}`]: '/T/none 10.0.0.1 80',
};

/** The virtual server of a test, which ends with it. */
export function httpVirtual(options: HttpVirtualOptions = {}): Ruled {
  const wanted = { ...settings, ...options.settings };
  const made = new Ruled({
    rules: [...(options.before ?? []), httpRule(wanted), ...(options.after ?? [])],
    given: [...pools, ...recordGroups(wanted.shards, { ...services, ...options.services }, { ...containers, ...options.containers })],
    ...(options.pool === undefined ? {} : { pool: options.pool }),
  });
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
}

/** What becomes of a request for `host`, in a few words. */
export async function asked(connection: FiredConnection, host: string, method = 'GET'): Promise<string> {
  return described(await connection.fire('HTTP_REQUEST', { method, headers: [['Host', host]] }));
}

/** What becomes of the last of several requests of one connection; labels alone mean names in the zone. */
export async function lastAsked(rules: Ruled, hosts: readonly string[], defaultPool = ''): Promise<string> {
  const connection = rules.connection();
  let pool = defaultPool;
  let last = '';
  for (const host of hosts) {
    const outcome = await connection.fire('HTTP_REQUEST', { pool, headers: [['Host', host.includes('.') ? host : `${host}.${zone}`]] });
    // What was chosen stays chosen.
    for (const effect of outcome.effects) if (effect.kind === 'pool' || effect.kind === 'member') ({ pool } = effect);
    last = described(outcome);
  }
  return last;
}

/** `pool /T/www`, `member /T/10.0.0.1:80`, `404`, `503 after 5`, `detach`, `reject`, joined; `default` when the rule wants nothing. */
export function described({ effects, failure }: Outcome): string {
  if (failure !== undefined) return `failed: ${failure.message}`;
  const words = effects.map((effect) => {
    switch (effect.kind) {
      case 'pool':
        return `pool ${effect.pool}`;
      case 'member':
        return `member ${effect.member}`;
      case 'respond': {
        const after = effect.headers.find(([name]) => name === 'Retry-After');
        return after === undefined ? String(effect.status) : `${effect.status} after ${after[1]}`;
      }
      default:
        return effect.kind;
    }
  });
  return words.join(', ') || 'default';
}

const pools: readonly Written[] = [
  pool('www', [{ name: '10.0.0.1:80' }, { name: '10.0.0.2:80' }, { name: '10.0.0.3:80', session: 'user-disabled' }]),
  pool('my-app', [{ name: '2001:db8::1.8080' }, { name: '2001:db8::2.8080' }]),
  pool('idle', [{ name: '10.0.0.7:80', session: 'user-disabled' }]),
  pool('other', [{ name: '10.9.9.9:80' }]),
];

function pool(name: string, members: readonly { readonly name: string; readonly session?: string }[]): Written {
  return ['POST', 'ltm/pool', { name, partition: 'T', members: members.map((member) => ({ ...member, partition: 'T' })) }];
}

type RecordGroup = readonly [
  method: 'POST',
  path: string,
  body: { readonly name: string; readonly partition: string; readonly type: string; readonly records: { name: string; data: string }[] },
];

/** The data groups of the rule in partition T, with the records of `ofServices` and `ofContainers`: host name to value. */
export function recordGroups(
  shards: number,
  ofServices: Readonly<Record<string, string>>,
  ofContainers: Readonly<Record<string, string>>,
): RecordGroup[] {
  const groups = new Map<string, { name: string; data: string }[]>([['berth_services', []]]);
  for (const [name, data] of Object.entries(ofServices)) groups.get('berth_services')?.push({ name, data });
  for (const [name, data] of Object.entries(ofContainers)) {
    const group = shardName('berth_containers', shards, name);
    groups.set(group, [...(groups.get(group) ?? []), { name, data }]);
  }
  return Array.from(groups, ([name, records]) => ['POST', 'ltm/data-group/internal', { name, partition: 'T', type: 'string', records }]);
}
