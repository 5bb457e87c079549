/** `ltm/policy-strategy`: which of the rules of a policy that match are carried out. */

import type { Resource } from '../configuration/resource.ts';

export const policyStrategy: Resource = {
  path: 'ltm/policy-strategy',
  noun: 'Policy Strategy',
  className: 'policy_strategy',
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {},
  builtIn: [
    ['/Common/all-match', {}],
    ['/Common/best-match', {}],
    ['/Common/first-match', {}],
  ],
};
