/** Pure: the problem of a document of the past that can't be read. */
import type { PlanProblem } from './problems.ts';

export function unreadable(key: string, reason: string): PlanProblem {
  return {
    subject: `document-${key}`,
    severity: 'error',
    what: `the document ${key} can't be read, so what it asked for is not known, and stays as it is: ${reason}`,
    where: `berth-desired, key ${key}`,
    hint: 'start containers of that service, which makes the document anew, or delete the key',
  };
}
