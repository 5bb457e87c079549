/** One monitor at one address: probes every interval, and says whether it is up. */
import type { MonitorState, TrafficMonitor } from '../../traffic.ts';
import type { Target } from './probe.ts';
import type { ProbeQueue } from './probe-queue.ts';
import type { Verdict } from './response.ts';

type InstanceOptions = {
  readonly monitor: TrafficMonitor;
  readonly target: Target;
  readonly queue: ProbeQueue;
  /** Called when `state` or `disabled` has changed. */
  readonly changed: (reason: string) => void;
};

/** Up with the first answer; down when a probe and those after it had none for the monitor's timeout, however they failed. */
export class MonitorInstance implements Disposable {
  state: MonitorState = 'checking';
  /** It answers that it wants no new connections. */
  disabled = false;
  readonly monitor: TrafficMonitor;
  readonly #target: Target;
  readonly #queue: ProbeQueue;
  readonly #changed: (reason: string) => void;
  readonly #ended = new AbortController();
  #next: NodeJS.Timeout | undefined;
  /** From the first answer until it counts. */
  #rising: NodeJS.Timeout | undefined;
  /** Runs from the first probe that is without an answer. */
  #deadline: NodeJS.Timeout | undefined;
  #reason = 'no answer';

  constructor({ monitor, target, queue, changed }: InstanceOptions) {
    this.monitor = monitor;
    this.#target = target;
    this.#queue = queue;
    this.#changed = changed;
    this.#probe();
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
    clearTimeout(this.#next);
    clearTimeout(this.#rising);
    clearTimeout(this.#deadline);
  }

  #probe(): void {
    const { interval, upInterval } = this.monitor;
    this.#next = setTimeout(() => this.#probe(), (this.state === 'up' && upInterval > 0 ? upInterval : interval) * 1000);
    this.#queue.add({
      monitor: this.monitor,
      target: this.#target,
      urgent: this.state !== 'down',
      signal: this.#ended.signal,
      begun: () => {
        this.#deadline ??= setTimeout(() => this.#expire(), this.monitor.timeout * 1000);
      },
      ended: (verdict) => this.#judge(verdict),
    });
  }

  #judge(verdict: Verdict): void {
    if (this.#ended.signal.aborted) return;
    if (verdict.kind === 'failed') {
      this.#reason = verdict.reason;
      return;
    }
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    const rise = (): void => this.#become({ state: 'up', disabled: verdict.kind === 'disabled' }, 'answered');
    if (this.state === 'up' || this.monitor.timeUntilUp === 0) rise();
    else this.#rising ??= setTimeout(rise, this.monitor.timeUntilUp * 1000);
  }

  #expire(): void {
    clearTimeout(this.#rising);
    this.#rising = undefined;
    this.#become({ state: 'down', disabled: false }, this.#reason);
  }

  #become({ state, disabled }: Pick<MonitorInstance, 'state' | 'disabled'>, reason: string): void {
    if (state === 'up') this.#rising = undefined;
    if (this.state === state && this.disabled === disabled) return;
    this.state = state;
    this.disabled = disabled;
    this.#changed(reason);
  }
}
