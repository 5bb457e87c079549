/** One monitor at one address: probes every interval, and says whether it is up. */
import type { MonitorState, TrafficMonitor } from '../../traffic.ts';
import type { Target, Verdict } from './probe.ts';
import type { ProbeQueue } from './probe-queue.ts';

type InstanceOptions = {
  readonly monitor: TrafficMonitor;
  readonly target: Target;
  readonly queue: ProbeQueue;
  /** Called when `state` or `disabled` has changed. */
  readonly changed: (reason: string) => void;
};

/** Up with the first answer; down when there was none for the monitor's timeout, however the probes failed. */
export class MonitorInstance implements Disposable {
  state: MonitorState = 'checking';
  /** It answers that it wants no new connections. */
  disabled = false;
  readonly monitor: TrafficMonitor;
  readonly #target: Target;
  readonly #queue: ProbeQueue;
  readonly #changed: (reason: string) => void;
  readonly #ended = new AbortController();
  readonly #interval: NodeJS.Timeout;
  readonly #deadline: NodeJS.Timeout;
  /** Probes that came back, or are under way, since the last answer. */
  #asked = 0;
  #reason = 'no answer';

  constructor({ monitor, target, queue, changed }: InstanceOptions) {
    this.monitor = monitor;
    this.#target = target;
    this.#queue = queue;
    this.#changed = changed;
    this.#interval = setInterval(() => this.#probe(), monitor.interval * 1000);
    this.#deadline = setTimeout(() => this.#expire(), monitor.timeout * 1000);
    this.#probe();
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
    clearInterval(this.#interval);
    clearTimeout(this.#deadline);
  }

  #probe(): void {
    this.#queue.add({
      monitor: this.monitor,
      target: this.#target,
      urgent: this.state !== 'down',
      signal: this.#ended.signal,
      begun: () => {
        this.#asked += 1;
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
    this.#asked = 0;
    this.#deadline.refresh();
    this.#become('up', verdict.kind === 'disabled', 'answered');
  }

  /** A monitor whose probes are still waiting for their turn knows nothing. */
  #expire(): void {
    if (this.#asked === 0) this.#deadline.refresh();
    else this.#become('down', false, this.#reason);
  }

  #become(state: MonitorState, disabled: boolean, reason: string): void {
    if (this.state === state && this.disabled === disabled) return;
    this.state = state;
    this.disabled = disabled;
    this.#changed(reason);
  }
}
