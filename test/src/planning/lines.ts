/** Desired documents and problems as lines that a case can be compared with. */
import { compareText, type DesiredMember, type HostRecord, type NameRecord, type ServiceVirtual } from '@berth/messages';
import { type Documents, type Outcome, whose } from './planned.ts';

/** Sorted lines, each told from the document of one service; what is as usual isn't told. */
export const lines = {
  /** `www 172.17.0.3:80` and ` disabled`. */
  members: ({ documents }: Outcome) =>
    told(documents, ({ service, want }) => servingOf(want)?.members.map((member) => `${service} ${memberLine(member)}`)),
  /** `www-1.apps.example.com 172.17.0.3:80`, or `www.apps.example.com www`. */
  hosts: ({ documents }: Outcome) =>
    told(documents, ({ service, want }) =>
      servingOf(want)?.hosts.map((host) => `${host.host} ${host.kind === 'pool' ? service : place(host)}`),
    ),
  /** `www.docker.example.com 172.17.0.3`, with the port where it isn't 80. */
  names: ({ documents }: Outcome) =>
    told(documents, ({ names }) =>
      names?.kind === 'serving' ? names.names.map((record) => `${record.name} ${answersOf(record)}`.trim()) : [],
    ),
  /** `www monitor /Common/http`, what differs from the defaults. */
  pools: ({ documents }: Outcome) => told(documents, ({ service, want }) => poolLines(want).map((line) => `${service} ${line}`)),
  /** `www 198.51.100.20:53/udp`, with the template where it isn't the default. */
  virtuals: ({ documents }: Outcome) =>
    told(documents, ({ service, want }) => servingOf(want)?.virtuals.map((virtual) => `${service} ${virtualLine(virtual)}`)),
  /** `www-1 by published: …`, and `www-1 not 172.17.0.3 in bridge: …`. */
  reach: ({ documents }: Outcome) => told(documents, ({ want }) => servingOf(want)?.members.flatMap(reachLines)),
  /** `www-1 by NAME-N`. */
  named: ({ documents }: Outcome) =>
    told(documents, ({ want }) => servingOf(want)?.members.map(({ origin, named }) => `${whose(origin)} by ${named}`)),
  problems: ({ problems }: Outcome) => problems.map(({ what }) => what).toSorted(compareText),
  hints: ({ problems }: Outcome) => problems.map(({ hint }) => hint).toSorted(compareText),
} as const satisfies Record<string, (outcome: Outcome) => string[]>;

type Document = Documents[number];

function told(documents: Documents, lines: (document: Document) => readonly string[] | undefined): string[] {
  return documents.flatMap((document) => lines(document) ?? []).toSorted(compareText);
}

function servingOf(want: Document['want']) {
  return want.kind === 'serving' ? want : undefined;
}

function memberLine(member: DesiredMember): string {
  const { session, ratio, priorityGroup, connectionLimit } = member;
  return [
    place(member),
    session === 'disabled' && 'disabled',
    ratio !== 1 && `ratio ${ratio}`,
    priorityGroup !== 0 && `priority ${priorityGroup}`,
    connectionLimit !== 0 && `limit ${connectionLimit}`,
  ]
    .filter((part) => part !== false)
    .join(' ');
}

function virtualLine(virtual: ServiceVirtual): string {
  const { protocol, template } = virtual;
  return `${place(virtual)}${protocol === 'udp' ? '/udp' : ''}${template === 'default' ? '' : ` ${template}`}`;
}

function poolLines(want: Document['want']): string[] {
  if (want.kind === 'gone') return [`gone ${want.cause}`];
  const { monitor, loadBalancingMode, slowRampTime } = want.pool;
  const path = monitor.kind === 'none' ? 'none' : monitor.path;
  return [
    ...(path === '/Common/tcp' ? [] : [`monitor ${path}`]),
    ...(loadBalancingMode === 'round-robin' ? [] : [`mode ${loadBalancingMode}`]),
    ...(slowRampTime === 10 ? [] : [`ramp ${slowRampTime}`]),
    ...(want.emptySince === undefined ? [] : ['empty']),
    ...(want.partial.length === 0 ? [] : [`partial ${want.partial.join(' ')}`]),
  ];
}

function reachLines({ origin, reach }: DesiredMember): string[] {
  if (reach === undefined) return [];
  const taken = `${whose(origin)} by ${reach.by}: ${reach.why}`;
  return [taken, ...reach.turnedDown.map(({ at, why }) => `${whose(origin)} not ${at}: ${why}`)];
}

function answersOf(record: NameRecord): string {
  switch (record.kind) {
    case 'service':
      return record.endpoints.map(({ address, port }) => place({ address, port }, 80)).join(' ');
    case 'container':
      return record.state === 'offered' ? place(record, 80) : '';
    case 'reverse':
      return record.state === 'offered' ? record.target : '';
    default:
      return record satisfies never;
  }
}

/** Without route domain 0, and without the port where it is the usual one. */
function place(
  { address, port }: Pick<Extract<HostRecord, { kind: 'member' }>, 'port'> & { readonly address: string },
  usual?: number,
): string {
  const plain = address.replace(/%0$/, '');
  if (port === usual) return plain;
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}
