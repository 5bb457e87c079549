/** What must hold whatever an attacker starts on docker2. Each broken law is told as a sentence. */
import { type DesiredMember, type Documents, documents, type Engine, type Origin, withoutRouteDomain } from '@berth/messages';
import ipaddr from 'ipaddr.js';
import type { Outcome } from './follow-through.ts';
import { shareLaws } from './share-laws.ts';

/** Of control characters, and of those that turn or hide what is written. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** As docker2 may call its services. */
const claimable = /^(?:evil|evil-[a-z0-9-]*|shared)$/;
const zones = ['.apps.example.com', '.docker.example.com', '.docker2.docker.example.com'];
const ownSubnets = ['172.20.0.0/16', '172.21.0.0/16', 'fd00:20::/64'];
/** Nothing that a shell would do more with than take it as words; what a stranger called something is in quotes. */
const pasteable = /^(?:# [^\n]*|(?:[\w ./:=@%+,-]|'[^'\n]*'|\\')*)$/;
const megabyte = 1_048_576;

/** `calm`: what became of the honest containers alone. */
export function brokenLaws({ lines, requests, screen }: Outcome, calm: Outcome, engines: readonly Engine[]): string[] {
  return [
    ...lines.flatMap(({ bucket, key, document }) => {
      const size = JSON.stringify(document).length;
      return [
        ...(documents[bucket].schema.safeParse(document).success ? [] : [`${key} doesn't parse`]),
        ...(size < megabyte / 4 ? [] : [`${key} takes ${size} bytes`]),
        ...(/^[A-Za-z0-9_=.-]{1,1000}$/.test(key) ? [] : [`the key ${key} has ${key.length} characters`]),
      ];
    }),
    ...lines.flatMap(({ document }) => desiredLaws(document as Documents['berth-desired'])),
    ...honestLaws(lines, calm.lines),
    ...problemLaws(lines, engines),
    ...shareLaws({ lines }),
    ...requests.flatMap((request) => requestLaws(request, calm)),
    ...screen.filter((line) => unsafe.test(line)).map((line) => `a terminal is shown ${JSON.stringify(line.slice(0, 200))}`),
  ];
}

function desiredLaws(document: Documents['berth-desired']): string[] {
  const broken: string[] = [];
  const law = (what: string, value: string, holds: boolean) => holds || broken.push(`${what} ${JSON.stringify(value.slice(0, 200))}`);
  if (document.kind === 'routes' && document.engine === 'docker2')
    for (const { network } of document.want.kind === 'serving' ? document.want.routes : [])
      law('a route leads to', network, ownSubnets.includes(network.replace('%0', '')));
  if (document.kind === 'routes' && document.want.kind === 'serving')
    for (const { commands } of document.want.reach.findings)
      for (const command of commands) law('a command is', command, pasteable.test(command));
  if (document.kind === 'wide ip')
    law('a wide IP is for', document.service, claimable.test(document.service) || isHonest(document.service));
  if (document.kind === 'names' && document.want.kind === 'serving')
    for (const record of document.want.names) {
      const told = record.kind === 'service' ? record.endpoints : [record];
      for (const one of told)
        if (isAttackers(one.origin)) {
          law('a DNS name', record.name, isClaimable(record.name) || (record.kind === 'reverse' && record.target.length > 0));
          if ('address' in one) law('DNS tells of', one.address, isOwn(one.address));
        }
    }
  if (document.kind !== 'service' || document.want.kind !== 'serving') return broken;
  const { service, want } = document;
  if (want.members.some(({ origin }) => isAttackers(origin))) law('docker2 serves', service, claimable.test(service));
  for (const member of want.members) if (isAttackers(member.origin)) law('a member is at', member.address, isOwnPlace(member));
  const shared = want.members.some(({ origin }) => !isAttackers(origin));
  for (const host of want.hosts) {
    const own = host.kind === 'member' ? isAttackers(host.origin) : !shared && want.members.length > 0;
    if (own) law('a host is', host.host, isClaimable(host.host));
  }
  for (const { origin, address, template, name } of want.virtuals)
    if (isAttackers(origin)) {
      law('a virtual server is at', address, address === '198.51.100.66%0');
      law('it is made from', template, template === 'default' || template === 'spare');
      law('it is called', name, /^[a-z0-9-]+_[0-9a-f.-]+_\d+_(?:tcp|udp)$/.test(name));
    }
  const { monitor } = want.pool;
  if (!shared && monitor.kind === 'path')
    law('a monitor is', monitor.path, /^\/Common\/(?:tcp|udp|http|https|evil_[\w./:-]*)$/.test(monitor.path));
  return broken;
}

/** As docker1 calls its services. */
function isHonest(service: string): boolean {
  return service === 'www' || service === 'shop';
}

function isAttackers({ engine }: Origin): boolean {
  return engine === 'docker2';
}

/** A name in a zone is that of a service which is claimable, or of its container; every other name, one that docker2 is allowed. */
function isClaimable(host: string): boolean {
  const zone = zones.findLast((known) => host.endsWith(known));
  if (zone === undefined) return host.endsWith('.evil.example') || host.endsWith('.arpa');
  const label = host.slice(0, -zone.length);
  return claimable.test(label) || claimable.test(label.replace(/-\d+$/, ''));
}

function isOwnPlace({ address, reach }: DesiredMember): boolean {
  const bare = withoutRouteDomain(address);
  return reach?.by === 'container' ? isOwn(bare) && bare !== '192.0.2.66' : isOwn(bare);
}

function isOwn(address: string): boolean {
  return address === '192.0.2.66' || ownSubnets.some((subnet) => isIn(address, subnet));
}

function isIn(address: string, subnet: string): boolean {
  const [one, range] = [ipaddr.parse(address), ipaddr.parseCIDR(subnet)];
  return one.kind() === range[0].kind() && one.match(range);
}

/** Documents of services that docker2 may not serve are the same to the byte. */
function honestLaws(lines: Outcome['lines'], calm: Outcome['lines']): string[] {
  const found = new Map(lines.map(({ bucket, key, document }) => [`${bucket} ${key}`, JSON.stringify(document)]));
  return calm.flatMap(({ bucket, key, document }) => {
    const isHonest = bucket === 'berth-desired' && !/shared|=plan|dns\.edge\.=base|docker2/.test(key);
    return isHonest && found.get(`${bucket} ${key}`) !== JSON.stringify(document) ? [`${key} changed`] : [];
  });
}

const mostProblems = 15;

function problemLaws(lines: Outcome['lines'], engines: readonly Engine[]): string[] {
  const broken: string[] = [];
  const count = new Map<string, number>();
  for (const { bucket, document } of lines) {
    if (bucket !== 'berth-problems') continue;
    const { subject, what, where, hint } = document as Documents['berth-problems'];
    if (subject.length > 320) broken.push(`a problem's subject has ${subject.length} characters`);
    if ([what, where, hint].some((text) => text.length > 2_000))
      broken.push(`the problem ${subject} has ${what.length + where.length + hint.length} characters`);
    const [of = ''] = /^container-[0-9a-f]{12}/.exec(subject) ?? [];
    if (of !== '') count.set(of, (count.get(of) ?? 0) + 1);
  }
  for (const [container, problems] of count) if (problems > mostProblems) broken.push(`${container} has ${problems} problems`);
  for (const { containers } of engines)
    for (const container of containers) {
      const size = JSON.stringify(container).length;
      if (size > 70_000) broken.push(`a container takes ${size} bytes`);
    }
  return broken;
}

const path = /^\/mgmt\/tm\/[a-z-]+(?:\/[A-Za-z0-9~%._:-]+)*$/;
/** As tmsh reads `options`: nothing in it may end a word or begin another. */
const options = /^records (?:add|modify|delete) \{(?: [a-z0-9_.-]+(?: \{ data (?:"[ -~]*?"|[A-Za-z0-9._:/%@,+=-]+) \})?)+ \}$/;
const text = /^[A-Za-z0-9 ._:/%@,+=*-]*$/;

function requestLaws({ path: asked, query, body }: Outcome['requests'][number], calm: Outcome): string[] {
  const broken: string[] = [];
  if (!path.test(asked)) broken.push(`a request goes to ${JSON.stringify(asked)}`);
  for (const [name, value] of Object.entries(query ?? {}))
    if (name === 'options' && !options.test(value)) broken.push(`a request has the options ${JSON.stringify(value.slice(0, 300))}`);
  if (JSON.stringify(body ?? null).length > megabyte / 4) broken.push(`a request to ${asked} is too long`);
  for (const [name, value] of stringsIn(body))
    if (!text.test(value) && !isRuleIn(calm, value)) broken.push(`${asked} is sent ${name} ${JSON.stringify(value.slice(0, 300))}`);
  return broken;
}

/** The DNS rule holds the zones of addresses, which differ. */
function isRuleIn({ requests }: Outcome, value: string): boolean {
  const rule = withoutZones(value);
  return requests.some(({ body }) => [...stringsIn(body)].some(([name, other]) => name === 'apiAnonymous' && withoutZones(other) === rule));
}

function withoutZones(rule: string): string {
  return rule.replaceAll(/ ?(?:[0-9a-f]+\.)*(?:in-addr|ip6)\.arpa pass/g, '');
}

function* stringsIn(value: unknown, name = ''): Generator<[string, string]> {
  if (typeof value === 'string') yield [name, value];
  else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) yield* stringsIn(one, key);
}
