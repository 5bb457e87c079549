/** A virtual BIG-IP: iControl REST over a configuration that carries real traffic. */

import { assemble, type Running } from './assemble.ts';
import type { ChangeLog } from './change-log.ts';
import type { FaultInput } from './faults.ts';
import type { GroupPlace, VirtualBigIpOptions } from './options.ts';
import type { RequestLog } from './request-log.ts';
import type { Controls, Edit } from './rest/controls.ts';
import type { Snapshot } from './snapshot.ts';

export class VirtualBigIp implements AsyncDisposable {
  readonly url: string;
  /** The authority that signed the unit's certificate, PEM. */
  readonly ca: string;
  /** SHA-256 of the unit's certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  readonly user: string;
  readonly password: string;
  readonly version: string;
  /** What was asked so far. */
  readonly requests: RequestLog;
  /** What changed so far, and who did it. */
  readonly changes: ChangeLog;
  readonly #controls: Controls;
  readonly #settled: () => Promise<void>;
  readonly #ended: AsyncDisposableStack;

  private constructor({ url, ca, fingerprint, user, password, version, controls, settled, ended }: Running) {
    this.url = url;
    this.ca = ca;
    this.fingerprint = fingerprint;
    this.user = user;
    this.password = password;
    this.version = version;
    this.requests = controls.requests;
    this.changes = controls.changes;
    this.#controls = controls;
    this.#settled = settled;
    this.#ended = ended;
  }

  /** Starts a unit; it answers when this resolves. */
  static async start(options: VirtualBigIpOptions = {}, place?: GroupPlace): Promise<VirtualBigIp> {
    return new VirtualBigIp(await assemble(options, place));
  }

  /** All that is configured, to be compared. */
  snapshot(): Snapshot {
    return this.#controls.snapshot();
  }

  /** Waits until virtual servers listen, and the kernel forwards, as configured. */
  async settled(): Promise<void> {
    await this.#settled();
  }

  /** Begins a fault, which ends when the result is disposed, or by itself. */
  fault(fault: FaultInput): Disposable {
    const { faults } = this.#controls;
    const number = faults.begin(fault);
    return { [Symbol.dispose]: () => faults.end(number) };
  }

  /** A write by hand: no client made it, and the log of requests doesn't have it. Throws what a BIG-IP refuses. */
  edit(method: Edit['method'], path: string, body: Edit['body'] = {}): void {
    this.#controls.edit({ method, path, body });
  }

  /** Ends every token now, as time would. */
  expireTokens(): void {
    this.#controls.expireTokens();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ended.disposeAsync();
  }
}
