/** Tells when what the server has was made with other settings than ours: the server doesn't say so by itself. */
import type { StreamConfig } from '@nats-io/jetstream';
import { type StreamSettings, settingsDiffer } from './buckets.ts';
import type { ReportProblem } from './problem-report.ts';
import type { Log } from './store.ts';

export type SettingsCheckOptions = {
  /** The bucket or stream as people know it. */
  readonly name: string;
  /** The stream behind it. */
  readonly stream: string;
  readonly log: Log;
  readonly report: ReportProblem;
};

export class SettingsCheck {
  readonly #options: SettingsCheckOptions;
  #last: string | undefined;

  constructor(options: SettingsCheckOptions) {
    this.#options = options;
  }

  /** Reports a difference when it is new, and when it is gone. */
  compare(asked: StreamSettings, found: StreamConfig): void {
    const { name, stream, log, report } = this.#options;
    const different = settingsDiffer(asked, found).join('; ');
    if (different === this.#last) return;
    this.#last = different;
    const subject = `settings-${name}`;
    if (different === '') {
      report(subject, undefined);
      return;
    }
    log.error({ name, different }, 'found other settings than the configuration asks for');
    report(subject, {
      severity: 'error',
      what: `${name} has other settings than the configuration asks for: ${different}`,
      where: `NATS stream ${stream}`,
      hint: `stop the programs, delete the stream with "nats stream rm ${stream}", and start them again; or give the configuration these values`,
    });
  }
}
