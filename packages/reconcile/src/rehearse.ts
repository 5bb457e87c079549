/** Pure: what would be sent, as if BIG-IP took every request. */
import { Quarantine } from './quarantine.ts';
import { Queue } from './queue.ts';
import type { Resources, Step } from './resources.ts';

/** Plans these parts, and what follows from them, until nothing is left to do. A step counts as done when the next one is asked for. */
export function* rehearse(resources: Resources, parts: Iterable<string>): Iterable<Step> {
  const queue = new Queue();
  for (const part of parts) queue.change(part);
  while (!queue.empty) {
    for (const step of resources.plan(queue.take().parts, new Quarantine(), 0)) {
      yield step;
      for (const part of step.acknowledge()) queue.postpone(part);
    }
  }
}
