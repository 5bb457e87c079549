/** Looks at the certificates of some subjects, all at the same time. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { lookAtCertificate, NoCertificate, type Trust } from '@berth/icontrol';
import { judge, type Looked, type Verdict } from './report.ts';
import type { Subject } from './subjects.ts';

/** `patience`: how long a handshake may take, ms. */
export async function lookAt(subjects: readonly Subject[], patience: number, signal: AbortSignal): Promise<Looked[]> {
  return await Promise.all(subjects.map(async (subject) => ({ ...subject, verdict: await verdictOn(subject, patience, signal) })));
}

async function verdictOn(subject: Subject, patience: number, signal: AbortSignal): Promise<Verdict> {
  const { trust, obstacle } = await usable(subject);
  const { host, port } = subject;
  try {
    const shown = await lookAtCertificate({ host, port, trust, timeout: patience }, signal);
    return judge(subject, shown, { obstacle, now: Date.now() });
  } catch (error) {
    if (!(error instanceof NoCertificate)) throw error;
    return { kind: 'failed', what: error.message, fix: fixes[error.kind](subject) };
  }
}

/** What TLS is told to trust, and what is wrong with what is configured. */
async function usable({ trust }: Subject): Promise<{ readonly trust: Trust; readonly obstacle?: string }> {
  if (trust?.kind !== 'ca') return { trust: trust ?? { kind: 'system' } };
  try {
    const pem = await readFile(trust.file, 'utf8');
    // TLS itself takes a file without certificates for one that trusts nobody.
    new X509Certificate(pem);
    return { trust: { kind: 'ca', pem } };
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'is not there' : 'can not be read as PEM';
    return { trust: { kind: 'system' }, obstacle: `the file of its authority, ${trust.file}, ${why}` };
  }
}

const fixes: Readonly<Record<NoCertificate['kind'], (subject: Subject) => string>> = {
  refused: ({ port }) => `see that it runs, and that ${port} is the port (HOST:PORT names another)`,
  'unknown-host': ({ of }) =>
    of.is === 'stranger' && of.meant !== undefined
      ? `did you mean ${of.meant}?`
      : 'see that the name is right and that DNS knows it here, or say its address',
  'no-answer': () => "see that a firewall lets this machine reach it, and that it is the unit's management address",
  'no-tls': ({ port }) => `see that ${port} is the port of its HTTPS (HOST:PORT names another)`,
  failed: () => 'see that it is reached from here by HTTPS',
};
