/** `ltm/policy/rules`: the conditions of a policy and what is done when they are met. */

import { integer, text } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';
import { policyAction } from './policy-action.ts';
import { policyCondition } from './policy-condition.ts';
import { mustBeDraft } from './policy-copies.ts';
import { partOfDraft } from './policy-part.ts';

export const policyRule: Resource = {
  path: 'ltm/policy/rules',
  noun: 'Policy Rule',
  className: 'policy_rule',
  naming: 'flat',
  properties: { description: text(), ordinal: integer(0, 0, 65_535) },
  subcollections: { actions: policyAction, conditions: policyCondition },
  prepare: partOfDraft,
  removable: mustBeDraft,
};
