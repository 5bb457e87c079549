/** The unit's TLS certificate, and the authority that signed it. */

import { X509Certificate as NodeCertificate, randomBytes, webcrypto } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
// x509 finds its algorithms through decorators, which need this first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { z } from 'zod';
import { readIfThere, writeAtomically } from './state/atomic-file.ts';

export type Certificate = {
  /** The authority that clients trust, PEM. */
  readonly ca: string;
  /** The unit's certificate, PEM. */
  readonly certificate: string;
  readonly key: string;
};

const File = z.strictObject({ ca: z.string(), certificate: z.string(), key: z.string() });
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEAR = 365 * 24 * 3600 * 1000;

/** The certificate kept in `directory`, made there if there is none; without a directory a new one. */
export async function certificateFor(hosts: readonly string[], directory: string | undefined): Promise<Certificate> {
  if (directory === undefined) return makeCertificate(hosts);
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'certificate.json');
  const kept = readIfThere(path);
  const certificate = kept === undefined ? await makeCertificate(hosts) : File.parse(JSON.parse(kept));
  if (kept === undefined) writeAtomically(path, JSON.stringify(certificate));
  // For clients, whoever runs them: `curl --cacert`.
  writeAtomically(join(directory, 'ca.pem'), certificate.ca, 0o644);
  return certificate;
}

/** SHA-256 of a certificate, as `AB:CD:…`. */
export function fingerprintOf(certificate: string): string {
  return new NodeCertificate(certificate).fingerprint256;
}

async function makeCertificate(hosts: readonly string[]): Promise<Certificate> {
  x509.cryptoProvider.set(webcrypto);
  const notBefore = new Date(Date.now() - 24 * 3600 * 1000);
  const notAfter = new Date(Date.now() + 10 * YEAR);
  const authorityKeys = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    // Clients that trust two of them tell them apart by their names.
    name: `CN=virtual BIG-IP authority ${randomBytes(4).toString('hex')}`,
    notBefore,
    notAfter,
    keys: authorityKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=localhost.localdomain',
    issuer: authority.subject,
    notBefore,
    notAfter,
    signingKey: authorityKeys.privateKey,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
      ),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { ca: authority.toString('pem'), certificate: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
