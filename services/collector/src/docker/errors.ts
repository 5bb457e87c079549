/** Why an engine could not be looked at. */

/** The engine could not be reached, or did not answer a request as Docker does. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
  readonly kind: 'unreachable' | 'silent' | 'not-found' | 'refused' | 'unreadable';
  constructor(kind: DockerError['kind'], request: string, detail: string, options?: ErrorOptions) {
    super(`${request}: ${detail}`, options);
    this.kind = kind;
  }
}
