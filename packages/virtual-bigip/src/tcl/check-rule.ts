/** Says what TMOS would refuse in the source of a rule. */
import type { RuleReport } from '../traffic.ts';

/** The longest string that one message between TMOS's daemons takes. */
const longestSource = 65_535;

/** Checks the source of a rule as TMOS does when it is saved. */
export function checkRule(source: string): RuleReport {
  if (source.length > longestSource) {
    const message = `01020057:3: The string with more than ${longestSource} characters cannot be stored in a message.`;
    return { errors: [{ line: 0, message }], pools: [], dataGroups: [] };
  }
  return { errors: [], pools: [], dataGroups: [] };
}
