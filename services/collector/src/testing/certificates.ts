/** Certificates for a TLS server and its clients, made for one test. */
import { webcrypto } from 'node:crypto';
// x509 finds its algorithms through decorators, which need this first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export type KeyPair = { readonly cert: string; readonly key: string };

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hour = 3_600_000;

/** An authority of its own. */
export class Authority {
  /** Its certificate, PEM. */
  readonly ca: string;
  readonly #keys: webcrypto.CryptoKeyPair;
  readonly #certificate: x509.X509Certificate;

  private constructor(keys: webcrypto.CryptoKeyPair, certificate: x509.X509Certificate) {
    this.ca = certificate.toString('pem');
    this.#keys = keys;
    this.#certificate = certificate;
  }

  static async make(name: string): Promise<Authority> {
    x509.cryptoProvider.set(webcrypto);
    const keys = await newKeys();
    const extensions = [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ];
    const options = { name: `CN=${name}`, keys, signingAlgorithm: algorithm, extensions, ...validity() };
    return new Authority(keys, await x509.X509CertificateGenerator.createSelfSigned(options));
  }

  /** A certificate for a server at this address, or for a client. */
  async sign(whom: { readonly serverAt: string } | { readonly client: string }): Promise<KeyPair> {
    const keys = await newKeys();
    const [name, extensions] =
      'client' in whom
        ? [whom.client, [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])]]
        : [
            whom.serverAt,
            [
              new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
              new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: whom.serverAt }]),
            ],
          ];
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#certificate.subject,
      signingKey: this.#keys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [new x509.BasicConstraintsExtension(false), ...extensions],
      ...validity(),
    });
    const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
  }
}

function validity() {
  return { notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + 24 * hour) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
