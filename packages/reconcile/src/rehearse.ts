/** Pure: the requests that would be sent, as if BIG-IP took every one of them. */
import type { Request } from '@berth/icontrol';
import { Quarantine } from './quarantine.ts';
import { Queue } from './queue.ts';
import type { Resources } from './resources.ts';

/** Plans these parts, and what follows from them, until nothing is left to do. */
export function rehearse(resources: Resources, parts: Iterable<string>): Request[] {
  const requests: Request[] = [];
  const queue = new Queue();
  for (const part of parts) queue.change(part);
  while (!queue.empty) {
    for (const step of resources.plan(queue.take().parts, new Quarantine(), 0)) {
      requests.push(...step.requests);
      for (const part of step.acknowledge()) queue.postpone(part);
    }
  }
  return requests;
}
