/** The kernel's filters as `iptables-restore` reads them: what a forwarding virtual server takes passes, nothing else. */

import type { Forwarding, Wanted } from './wanted.ts';

/** The chain that every packet to be forwarded goes through. */
export const CHAIN = 'virtual-bigip';
const TAKEN = `${CHAIN}-out`;
const OWN = `${CHAIN}-own`;

/** The mark of the flows of each virtual server; it is never used again for another. */
export type Marks = ReadonlyMap<string, number>;

/** The rules of one family. */
export function filters({ links, forwardings }: Pick<Wanted, 'links' | 'forwardings'>, family: 4 | 6, marks: Marks): string {
  const own = forwardings.filter((forwarding) => forwarding.family === family);
  const markOf = ({ path }: Forwarding) => marks.get(path) ?? 0;
  return [
    '*filter',
    `:${CHAIN} -`,
    `:${TAKEN} -`,
    `:${OWN} -`,
    // A BIG-IP tells no host of a shorter way.
    `-A ${OWN} ${family === 4 ? '-p icmp --icmp-type redirect' : '-p ipv6-icmp --icmpv6-type redirect'} -j DROP`,
    // Only from VLAN to VLAN: nothing passes to other networks of the machine, such as that of management.
    ...links.map((link) => `-A ${CHAIN} -o ${link} -j ${TAKEN}`),
    `-A ${CHAIN} -j DROP`,
    ...own.map((forwarding) => `-A ${TAKEN} -m conntrack --ctstate ESTABLISHED,RELATED -m connmark --mark ${markOf(forwarding)} -j ACCEPT`),
    // As fastL4 without loose initiation: a flow of TCP begins with its beginning.
    `-A ${TAKEN} -p tcp ! --syn -j DROP`,
    ...own.flatMap((forwarding) =>
      matches(forwarding).flatMap((match) => [
        `-A ${TAKEN} ${match} -j CONNMARK --set-mark ${markOf(forwarding)}`,
        `-A ${TAKEN} ${match} -j ACCEPT`,
      ]),
    ),
    'COMMIT',
    '*nat',
    `:${CHAIN} -`,
    ...own
      .filter(({ translation }) => translation === 'automap')
      .map((forwarding) => `-A ${CHAIN} -m connmark --mark ${markOf(forwarding)} -j MASQUERADE`),
    'COMMIT',
    '',
  ].join('\n');
}

/** The same marks, without those of virtual servers that went, and with new ones for those that came. */
export function marksOf(
  forwardings: readonly Pick<Forwarding, 'path'>[],
  before: Marks,
  last: number,
): { readonly marks: Marks; readonly last: number } {
  const marks = new Map<string, number>();
  let next = last;
  for (const { path } of forwardings) {
    const known = before.get(path);
    if (known === undefined) next += 1;
    marks.set(path, known ?? next);
  }
  return { marks, last: next };
}

/** Each way in which a packet can be the first of a flow that the virtual server takes. */
function matches({ destination, source, port, protocol, from, takes }: Forwarding): string[] {
  if (takes === 'nothing new') return [];
  const protocols = protocol === 'any' && port > 0 ? ['tcp', 'udp'] : [protocol];
  return from.flatMap((link) =>
    protocols.map((name) =>
      [
        `-i ${link}`,
        `-s ${source.network}/${source.prefix}`,
        `-d ${destination.network}/${destination.prefix}`,
        ...(name === 'any' ? [] : [`-p ${name === 'icmp' && destination.network.includes(':') ? 'ipv6-icmp' : name}`]),
        ...(port > 0 && name !== 'icmp' ? [`--dport ${port}`] : []),
      ].join(' '),
    ),
  );
}

/** Which of the kernel's chains ask ours. */
const JUMPS = [
  { table: 'filter', rule: `FORWARD -j ${CHAIN}` },
  { table: 'filter', rule: `OUTPUT -j ${OWN}` },
  { table: 'nat', rule: `POSTROUTING -j ${CHAIN}` },
] as const;

/** Chains that refuse everything, so that the kernel may be let forward. */
export function closed(family: 4 | 6): string {
  return filters({ links: [], forwardings: [] }, family, new Map());
}

/** How many rules there are in the kernel when it has been told these and asks the chains. */
export function countRules(text: string): number {
  return text.split('\n').filter((line) => line.startsWith('-A ')).length + JUMPS.length;
}

/** Of what `iptables-save` tells, the rules of the chains and those by which the kernel asks them. */
export function ownRules(saved: string): string[] {
  return saved.split('\n').filter((line) => line.startsWith(`-A ${CHAIN}`) || JUMPS.some(({ rule }) => line === `-A ${rule}`));
}

/** Has the kernel ask the chains, where it doesn't by what `iptables-save` tells. */
export function jumps(saved: string): string {
  return JUMPS.filter(({ rule }) => !saved.includes(`-A ${rule}\n`))
    .map(({ table, rule }) => `*${table}\n-I ${rule}\nCOMMIT\n`)
    .join('');
}

/** Takes out the chains, which the kernel asks. */
export function removal(): string {
  const chains = { filter: [CHAIN, TAKEN, OWN], nat: [CHAIN] } as const;
  return Object.entries(chains)
    .flatMap(([table, own]) => [
      `*${table}`,
      ...JUMPS.filter((jump) => jump.table === table).map(({ rule }) => `-D ${rule}`),
      ...own.map((chain) => `-F ${chain}`),
      ...own.map((chain) => `-X ${chain}`),
      'COMMIT',
      '',
    ])
    .join('\n');
}
