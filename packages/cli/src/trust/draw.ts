/** Pure: certificates for people, with what to compare and what to write into berth.yaml. */
import type { Certificate } from '@berth/icontrol';
import { duration, type Line, type Span } from '../screen.ts';
import { dayOf, type Looked, type TrustReport } from './report.ts';

/** `file`: of the configuration. */
export function drawTrust({ looked }: TrustReport, file: string, now: number): Line[] {
  const blocks = [...looked.map((each) => drawLooked(each, now)), ...adviceOn(looked, file)];
  return blocks.flatMap((lines, index) => (index === 0 ? lines : [[], ...lines]));
}

function drawLooked({ at, of, verdict }: Looked, now: number): Line[] {
  const head: Line = [['bold', at], of.is === 'unit' ? `, a unit of ${of.bigip}` : of.is === 'engine' ? `, the engine ${of.engine}` : ''];
  switch (verdict.kind) {
    case 'failed':
      return [head, ['  ', ['red', `no certificate: ${verdict.what}`]], ['  ', ['dim', verdict.fix]]];
    case 'trusted':
      return [head, ['  ', ['green', `trusted: ${verdict.by}`]], ...drawCertificate(verdict.certificate, now)];
    case 'distrusted':
      return [
        head,
        ...verdict.why.map((why, index): Line => ['  ', ['red', `${index === 0 ? 'not trusted: ' : 'and '}${why}`]]),
        ...drawCertificate(verdict.certificate, now),
      ];
    case 'new':
      return [head, ['  ', ['yellow', 'not configured: nothing to compare it with']], ...drawCertificate(verdict.certificate, now)];
    default:
      return verdict satisfies never;
  }
}

function drawCertificate({ subject, issuer, names, validFrom, validUntil, sha256 }: Certificate, now: number): Line[] {
  const left: Span =
    validUntil < now
      ? ['yellow', `, expired ${duration(now - validUntil)} ago`]
      : validFrom > now
        ? ['yellow', ', not valid yet']
        : `, ${duration(validUntil - now)} left`;
  return [
    [`  subject      ${subject}`],
    [`  issuer       ${issuer === subject ? 'itself' : issuer}`],
    [`  names        ${names.join(', ') || 'none'}`],
    [`  valid        ${dayOf(validFrom)} to ${dayOf(validUntil)}`, left],
    ['  SHA-256      ', ['bold', sha256]],
  ];
}

/** Told where a fingerprint might be written down: anybody on the way could show a certificate of his own. */
function adviceOn(looked: readonly Looked[], file: string): Line[][] {
  const engines = looked.flatMap(({ of, verdict }) => (of.is === 'engine' && verdict.kind === 'distrusted' ? [of] : []));
  const units = looked.filter(({ of }) => of.is !== 'engine');
  const isOpen = ({ verdict }: Looked) => verdict.kind === 'distrusted' || verdict.kind === 'new';
  const groups = [...Map.groupBy(units, placeOf)].filter(([, members]) => members.some(isOpen));
  return [
    ...engines.map(({ site, engine }): Line[] => [
      [`The authority that signed an engine's certificate is named by caFile, at sites.${site}.engines.${engine} in ${file}.`],
    ]),
    ...(groups.length === 0 ? [] : [[...compare]]),
    ...groups.map(([place, members]) => drawFingerprints(place, members, file)),
  ];
}

const compare: readonly Line[] = [
  ['A certificate alone proves nothing: whoever stands between could show his own. Compare its fingerprint with'],
  ["what the BIG-IP's own console says (in bash, not over the network that showed it):"],
  [],
  ['  openssl x509 -noout -fingerprint -sha256 -in /config/httpd/conf/ssl.crt/server.crt'],
  [],
  ['That is the usual file; `tmsh list sys httpd ssl-certfile` there names the one in use.'],
];

/** Where it stands in the configuration; the same for all strangers, who may be units of one BIG-IP. */
function placeOf({ of }: Looked): string {
  return of.is === 'unit' ? `sites.${of.site}.bigips.${of.bigip}` : 'the BIG-IP';
}

/** One for each unit, in their order: where one could not be seen, what is configured for it stays. */
function drawFingerprints(place: string, members: readonly Looked[], file: string): Line[] {
  const lines = members.flatMap((member) => {
    const sha256 = fingerprintOf(member);
    return sha256 === undefined ? [] : [`        - "${sha256}"  # ${member.at}`];
  });
  const isWhole = lines.length === members.length || members.every(({ of }) => of.is === 'stranger');
  if (!isWhole) return [[`What to write at ${place} needs all of its units: ask again when all of them answer.`]];
  return [
    [`Only if they are the same, write in ${file}, at ${place}${lines.length > 1 ? ', one for each unit in their order' : ''}:`],
    [],
    ['        fingerprints:'],
    ...lines.map((line): Line => [line]),
  ];
}

function fingerprintOf({ verdict, trust }: Looked): string | undefined {
  if (verdict.kind !== 'failed') return verdict.certificate.sha256;
  return trust?.kind === 'fingerprint' ? trust.sha256.toUpperCase() : undefined;
}
