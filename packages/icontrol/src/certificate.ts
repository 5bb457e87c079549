/** What a unit shows of itself at the TLS handshake, for people. Nothing but the handshake is sent. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { checkServerIdentity, connect } from 'node:tls';
import { distrustOf, type Trust, verification } from './trust.ts';

export type Certificate = {
  /** `CN=bigip-a.example.com, O=Example` */
  readonly subject: string;
  readonly issuer: string;
  /** As the certificate has them: `DNS:bigip-a.example.com`, `IP Address:192.0.2.5`. */
  readonly names: readonly string[];
  /** Whether one of them is the name or address by which the unit was asked. */
  readonly isForHost: boolean;
  /** ms since 1970 */
  readonly validFrom: number;
  readonly validUntil: number;
  /** 32 hex pairs with colons. */
  readonly sha256: string;
};

export type Shown = {
  readonly certificate: Certificate;
  /** Why it isn't trusted, as TLS says it; undefined when it is. */
  readonly distrust: string | undefined;
};

export type Looking = {
  readonly host: string;
  readonly port: number;
  readonly trust: Trust;
  /** How long it may take, ms. */
  readonly timeout: number;
};

/** No certificate was shown. `no-tls`: somebody answers there, but not as TLS does. */
export class NoCertificate extends Error {
  override readonly name = 'NoCertificate';
  readonly kind: 'refused' | 'unknown-host' | 'no-answer' | 'no-tls' | 'failed';
  constructor(kind: NoCertificate['kind'], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.kind = kind;
  }
}

/** Looks at the certificate, and whether `trust` believes it. Throws NoCertificate. */
export async function lookAtCertificate({ host, port, trust, timeout }: Looking, signal: AbortSignal): Promise<Shown> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Shown>();
  const named = isIP(host) === 0 ? { servername: host } : {};
  // A certificate that isn't trusted is what this is asked about; the connection ends as soon as it is known.
  const socket = connect({ host, port, ...named, ...verification(trust), rejectUnauthorized: false });
  const stop = () => socket.destroy();
  signal.addEventListener('abort', stop);
  socket
    .setTimeout(timeout, () => socket.destroy(new NoCertificate('no-answer', `no answer within ${timeout / 1000} s`)))
    .on('secureConnect', () => {
      try {
        // Node gives it once.
        const shown = socket.getPeerX509Certificate();
        resolve({ certificate: certificateOf(shown, host), distrust: distrustOf(trust, socket, shown) });
      } catch (error) {
        reject(error);
      }
    })
    .on('error', (error) => reject(asNoCertificate(error)))
    .on('close', () => reject(new NoCertificate('no-tls', 'the connection was closed before a certificate was shown')));
  try {
    return await promise;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    // A handshake that is broken off would be told in the unit's log.
    socket.destroySoon();
  }
}

function certificateOf(shown: X509Certificate | undefined, host: string): Certificate {
  if (shown === undefined) throw new NoCertificate('no-tls', 'TLS was set up without a certificate');
  return {
    subject: inOneLine(shown.subject),
    issuer: inOneLine(shown.issuer),
    names: shown.subjectAltName?.split(/, (?=[A-Za-z ]+:)/) ?? [],
    isForHost: checkServerIdentity(host, shown.toLegacyObject()) === undefined,
    validFrom: shown.validFromDate.getTime(),
    validUntil: shown.validToDate.getTime(),
    sha256: shown.fingerprint256,
  };
}

/** Node has one attribute a line. */
function inOneLine(name: string | undefined): string {
  return name?.split('\n').join(', ') || '(empty)';
}

function asNoCertificate(error: NodeJS.ErrnoException): NoCertificate {
  if (error instanceof NoCertificate) return error;
  switch (error.code) {
    case 'ECONNREFUSED':
      return new NoCertificate('refused', 'the connection was refused', { cause: error });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new NoCertificate('unknown-host', 'no address is known for this name', { cause: error });
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new NoCertificate('no-answer', `there is no way to it (${error.code})`, { cause: error });
    case 'ECONNRESET':
    case 'EPIPE':
      return new NoCertificate('no-tls', 'the connection was closed before a certificate was shown', { cause: error });
    default:
      // OpenSSL's own errors name their library; what else there may be stands as it is.
      return error.code?.startsWith('ERR_SSL_') === true
        ? new NoCertificate('no-tls', `what answers there does not speak TLS (${error.code})`, { cause: error })
        : new NoCertificate('failed', error.message, { cause: error });
  }
}
