/** The one error of this package. */

/**
 * What a caller does about a failed request:
 * unreachable: no connection, nothing was done. untrusted: the certificate isn't the expected one. unauthorized: user or password
 * refused; trying again may lock the account. forbidden: the user's role doesn't allow it. busy: try again later, nothing was done.
 * conflict: it exists already. not-found: it certainly isn't there. rejected: BIG-IP won't take it, now or later.
 * ambiguous: a write may or may not have been done; read to know. unexpected: an answer that this client does not understand.
 */
export type ErrorKind =
  | 'unreachable'
  | 'untrusted'
  | 'unauthorized'
  | 'forbidden'
  | 'busy'
  | 'conflict'
  | 'not-found'
  | 'rejected'
  | 'ambiguous'
  | 'unexpected';

/** BIG-IP could not be reached, or would not do what a request asked. */
export class IControlError extends Error {
  override readonly name = 'IControlError';
  readonly kind: ErrorKind;
  /** Method, path and unit. */
  readonly request: string;
  /** BIG-IP's own words, or what failed. */
  readonly detail: string;
  constructor(kind: ErrorKind, request: string, detail: string, options?: ErrorOptions) {
    super(`${request}: ${detail}`, options);
    this.kind = kind;
    this.request = request;
    this.detail = detail;
  }
}
