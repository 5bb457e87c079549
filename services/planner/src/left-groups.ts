/** Pure: what is said of DNS groups that the configuration has no more, and of the BIG-IPs that a group has left. */
import type { SpanConfig } from '@berth/installation';
import type { DesiredGroup } from '@berth/messages';
import type { LeftTargets } from './left-targets.ts';
import type { PlanProblem } from './problems.ts';

export function leftGroups({ groups }: SpanConfig): LeftTargets {
  return {
    kind: 'gtm',
    names: new Set(groups.map(({ name }) => name)),
    problemOf: (name) => ({
      subject: `group-${name}-left`,
      severity: 'warning',
      what: `DNS group ${name} is no longer in the configuration; its wide IPs are left as they are, and nobody looks after them`,
      where: 'dnsGroups',
      hint: `put ${name} back into the configuration, and take it out only when its wide IPs are no longer needed`,
    }),
  };
}

/** One for each BIG-IP through which a group was written before. */
export function movedProblems({ group, bigip, left = [] }: Pick<DesiredGroup, 'group' | 'bigip' | 'left'>): PlanProblem[] {
  return left.map((before) => ({
    subject: `group-${group}-${before}-left`,
    severity: 'warning',
    what: `DNS group ${group} is now written through ${bigip}; what it made on ${before} is left as it is, and nobody looks after it unless ${bigip} shares it`,
    where: `dnsGroups.${group}.bigip`,
    hint: `where both are of one DNS group of BIG-IPs, or once what it made on ${before} was removed: write cleared: [${before}] to the group, and take it out again when this is no longer told`,
  }));
}
