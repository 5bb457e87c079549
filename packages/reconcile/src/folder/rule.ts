/** iRules: the mark is a comment in the first line. */
import { createRule, deleteRule, modifyRule, type Request, type Rule } from '@berth/icontrol';
import type { Change } from '../diff.ts';
import type { RuleObject } from './objects.ts';

export function observeRule({ path, text }: Rule): RuleObject {
  return { kind: 'rule', path, text };
}

/** The first line without its comment sign. */
export function ruleMark({ text }: Pick<Rule, 'text'>): string {
  return /^#(.*)/.exec(text)?.[1] ?? '';
}

export function ruleRequest(change: Change<RuleObject>): Request {
  switch (change.kind) {
    case 'create':
      return createRule(change.desired.path, change.desired.text);
    case 'update':
      return modifyRule(change.desired.path, change.desired.text);
    case 'delete':
      return deleteRule(change.observed.path);
  }
}
