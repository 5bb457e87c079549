/** Pure: what is to be thought of a certificate, in view of what is configured. */
import type { Certificate, Shown } from '@berth/icontrol';
import type { UnitTrust } from '@berth/installation';
import { duration } from '../screen.ts';
import type { Subject } from './subjects.ts';

export type Verdict =
  /** `by`: the field of the configuration that says so, for people. */
  | { readonly kind: 'trusted'; readonly by: string; readonly certificate: Certificate }
  /** In clauses about it. */
  | { readonly kind: 'distrusted'; readonly why: readonly string[]; readonly certificate: Certificate }
  /** Nothing is configured to compare it with. */
  | { readonly kind: 'new'; readonly certificate: Certificate }
  /** There was none to see. */
  | { readonly kind: 'failed'; readonly what: string; readonly fix: string };

export type Looked = Subject & { readonly verdict: Verdict };

export type TrustReport = { readonly well: boolean; readonly looked: readonly Looked[] };

type Circumstances = {
  /** Why what is configured can't be used. */
  readonly obstacle: string | undefined;
  /** ms since 1970. */
  readonly now: number;
};

/** What is to be thought of it. */
export function judge(subject: Subject, shown: Shown, { obstacle, now }: Circumstances): Verdict {
  const { trust } = subject;
  const { certificate, distrust } = shown;
  if (trust === undefined) return { kind: 'new', certificate };
  if (obstacle !== undefined) return { kind: 'distrusted', why: [obstacle], certificate };
  if (distrust === undefined) return { kind: 'trusted', by: byText(subject, trust), certificate };
  const why = trust.kind === 'fingerprint' ? [differs(trust.sha256)] : against(subject, trust, { certificate, distrust }, now);
  return { kind: 'distrusted', why, certificate };
}

export function reportTrust(looked: readonly Looked[]): TrustReport {
  return { well: looked.every(({ verdict }) => verdict.kind === 'trusted' || verdict.kind === 'new'), looked };
}

/** The name of the field that holds the authority. */
function authorityField({ of }: Subject): string {
  return of.is === 'engine' ? 'caFile' : 'ca';
}

function byText(subject: Subject, trust: UnitTrust): string {
  switch (trust.kind) {
    case 'fingerprint':
      return 'it has the fingerprint that is configured';
    case 'ca':
      return `signed by the authority in ${authorityField(subject)}, ${trust.file}`;
    case 'system':
      return 'signed by an authority that this machine knows';
    default:
      return trust satisfies never;
  }
}

function differs(configured: string): string {
  return `its fingerprint is not the one configured, ${configured.toUpperCase()}: it was replaced, or somebody else answers`;
}

/** OpenSSL's names for having found no authority that is known, or only another of the same name. */
const issuerUnknown: ReadonlySet<string> = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** TLS tells only one of the things that it finds; what else can be seen from the certificate must be mended too. */
function against(
  subject: Subject,
  trust: Exclude<UnitTrust, { kind: 'fingerprint' }>,
  { certificate, distrust }: { readonly certificate: Certificate; readonly distrust: string },
  now: number,
): string[] {
  const { validFrom, validUntil, isForHost, names } = certificate;
  const why = [
    ...(issuerUnknown.has(distrust) ? [notSigned(subject, trust)] : []),
    ...(validUntil < now ? [`it expired ${duration(now - validUntil)} ago`] : []),
    ...(validFrom > now ? [`it is not valid before ${dayOf(validFrom)}`] : []),
    ...(isForHost ? [] : [`it is not for ${subject.host}, but for ${names.join(', ') || 'no name at all'}`]),
  ];
  return why.length === 0 ? [`TLS refuses it: ${distrust}`] : why;
}

function notSigned(subject: Subject, trust: Exclude<UnitTrust, { kind: 'fingerprint' }>): string {
  const field = authorityField(subject);
  if (trust.kind === 'ca') return `the authority in ${field}, ${trust.file}, did not sign it`;
  const missing = subject.of.is === 'engine' ? 'caFile is not configured' : 'neither ca nor fingerprints is configured';
  return `no authority that this machine knows signed it, and ${missing}`;
}

/** `2026-11-26`, UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
