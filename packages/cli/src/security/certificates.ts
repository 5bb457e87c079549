/** The installation's own certificate authority, and the certificate of its NATS servers. */
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
// x509 finds its algorithms through decorators, which need this first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** PEM. */
export type KeyPair = { readonly certificate: string; readonly key: string };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 24 * 3600 * 1000;
/** Servers of a cluster are each other's clients. */
const authentication = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };

/** An authority that signs nothing but the certificates below it, for ten years. */
export async function makeAuthority(installation: string, now: number): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`Berth ${installation}`] }],
    ...validity(now, 3650),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** When a certificate ends. */
export function endOf(certificate: string): Date {
  return new x509.X509Certificate(certificate).notAfter;
}

/** A server's certificate for these names and addresses, for two years, or as long as its authority's lasts. */
export async function signServer(authority: KeyPair, hosts: readonly string[], now: number): Promise<KeyPair> {
  x509.cryptoProvider.set(webcrypto);
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ CN: ['Berth NATS'] }],
    issuer: issuer.subject,
    ...validity(now, Math.min(730, (issuer.notAfter.getTime() - now) / day)),
    signingKey: await privateKeyOf(authority.key),
    publicKey: keys.publicKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension([authentication.server, authentication.client]),
      new x509.SubjectAlternativeNameExtension(hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }))),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { certificate: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

/** Clocks differ: it counts from a day ago. */
function validity(now: number, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(now - day), notAfter: new Date(now + days * day) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  x509.cryptoProvider.set(webcrypto);
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return `${x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

async function privateKeyOf(pem: string): Promise<webcrypto.CryptoKey> {
  return await webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), algorithm, false, ['sign']);
}
