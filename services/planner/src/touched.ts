/** What a change is to be followed by. */
import type { ServiceName } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

export type Touched = {
  readonly services: Set<ServiceName>;
  /** An engine became known or unknown: all other services are to be planned again too, but that can wait a little. */
  readonly everything: 'later' | 'not';
  /** Whether the subnets of containers may have changed. */
  readonly subnets: 'changed' | 'same';
  /** The problems that each of these has now. */
  readonly problems: Map<string, readonly PlanProblem[]>;
};

export function nothingTouched(): Touched {
  return { services: new Set(), everything: 'not', subnets: 'same', problems: new Map() };
}
