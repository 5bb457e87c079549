/** TLS to a unit: a connection is handed out only after its certificate was checked, so nothing is sent to a stranger. */
import type { X509Certificate } from 'node:crypto';
import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';

/** Why a unit's certificate is believed. */
export type Trust =
  /** Signed by one of the authorities in `pem`, for the name by which the unit is addressed. */
  | { readonly kind: 'ca'; readonly pem: string }
  /** SHA-256 of the certificate, 64 hex digits with or without colons. Name, issuer and dates don't matter then. */
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  /** Signed by an authority that Node trusts, for the name by which the unit is addressed. */
  | { readonly kind: 'system' };

/** The unit's certificate isn't the one expected. */
export class UntrustedCertificate extends Error {
  override readonly name = 'UntrustedCertificate';
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** Keeps at most three connections: one for the writer, one for reads, and one for a look beside both. */
export class TrustingAgent extends Agent {
  readonly #trust: Trust;
  readonly #timeout: number;
  readonly #connecting = new Set<TLSSocket>();
  #certificateEnds: number | undefined;

  constructor(trust: Trust, timeout: number) {
    super({ keepAlive: true, maxSockets: 3, scheduling: 'lifo' });
    this.#trust = trust;
    this.#timeout = timeout;
  }

  /** When the certificate that was shown last is believed no more, ms since 1970; undefined before one was shown, and where its dates don't matter. */
  get certificateEnds(): number | undefined {
    return this.#trust.kind === 'fingerprint' ? undefined : this.#certificateEnds;
  }

  override createConnection(options: RequestOptions, connected?: Connected): undefined {
    // The base class hands over what `tls.connect` takes: host, port, servername.
    const socket = connect({ ...(options as ConnectionOptions), ...verification(this.#trust) });
    this.#connecting.add(socket);
    const settle = (error: Error | null) => {
      socket.off('secureConnect', onSecure).off('error', onError).off('close', onClose).off('timeout', onTimeout).setTimeout(0);
      this.#connecting.delete(socket);
      connected?.(error, socket);
    };
    const onSecure = () => {
      // Node gives it once.
      const shown = socket.getPeerX509Certificate();
      const distrust = distrustOf(this.#trust, socket, shown);
      if (distrust === undefined) {
        this.#certificateEnds = shown?.validToDate.getTime();
        return settle(null);
      }
      socket.destroy();
      settle(new UntrustedCertificate(distrust));
    };
    const onError = (error: Error) => settle(socket.authorizationError ? new UntrustedCertificate(error.message, { cause: error }) : error);
    const onClose = () => settle(new Error('the connection was closed before TLS was set up'));
    const onTimeout = () => socket.destroy(new Error(`no TLS connection within ${this.#timeout} ms`));
    socket.setTimeout(this.#timeout).on('secureConnect', onSecure).on('error', onError).on('close', onClose).on('timeout', onTimeout);
    return undefined;
  }

  override destroy(): void {
    for (const socket of this.#connecting) socket.destroy();
    super.destroy();
  }
}

/** What `tls.connect` is told. */
export function verification(trust: Trust): ConnectionOptions {
  switch (trust.kind) {
    case 'ca':
      return { ca: trust.pem, rejectUnauthorized: true };
    case 'system':
      return { rejectUnauthorized: true };
    case 'fingerprint':
      // A pinned certificate is usually self-signed; distrustOf compares it before the connection is used.
      return { rejectUnauthorized: false };
    default:
      return trust satisfies never;
  }
}

/** What is wrong with the certificate that a connection has shown, which TLS itself accepted; as TLS says it, where TLS judges. */
export function distrustOf(trust: Trust, socket: TLSSocket, shown: X509Certificate | undefined): string | undefined {
  if (trust.kind !== 'fingerprint') return socket.authorized ? undefined : String(socket.authorizationError);
  const found = shown?.fingerprint256;
  if (found !== undefined && hex(found) === hex(trust.sha256)) return undefined;
  return `the certificate's SHA-256 fingerprint is ${found ?? 'missing'}, not the one configured`;
}

function hex(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
