/** `gtm/rule`: rules of wide IPs. They are checked and kept; no wide IP runs them. */

import { absolute } from '../../configuration/names.ts';
import { textOf } from '../../configuration/properties.ts';
import { mcpd, Refusal } from '../../configuration/refusal.ts';
import type { Device, Draft, Resource } from '../../configuration/resource.ts';
import { checkRule } from '../../tcl/index.ts';
import { rule } from '../rule.ts';
import { POOL_TYPES } from './pool-types.ts';

/** What rules of wide IPs may call besides. */
const OF_GTM = /\[undefined procedure: (?:cname|ttl|host|use|wideip|noerror|nxdomain)\]/;

export const gtmRule: Resource = {
  path: 'gtm/rule',
  noun: 'iRule',
  className: 'gtm_rule',
  asUser: 'a rule',
  naming: 'folder',
  properties: rule.properties,
  prepare: (draft, device) => {
    check(textOf(draft.properties['apiAnonymous']), draft, device);
    return draft.properties;
  },
  inUse: (entity, user) =>
    mcpd('01070265', `The rule (${entity.fullPath}) cannot be deleted because it is in use by a Wide IP (${user.fullPath}).`),
};

function check(source: string, { fullPath, before }: Draft, { store }: Device): void {
  if (source === textOf(before?.properties['apiAnonymous'])) return;
  const { errors, pools } = checkRule(source);
  const whole = errors.find(({ line }) => line === 0);
  if (whole !== undefined) throw new Refusal(400, whole.message, 3);
  const isPool = (name: string): boolean => POOL_TYPES.some((type) => store.get(`gtm/pool/${type}`, absolute(name)) !== undefined);
  const problems = [
    ...errors.filter(({ message }) => !OF_GTM.test(message)).map(({ line, message }) => `${fullPath}:${line}: ${message}`),
    ...pools
      .filter(({ name }) => !isPool(name))
      .map(({ name, line, command }) => `Unable to find pool (${name}) referenced at line ${line}: [${command}]`),
  ];
  if (problems.length > 0) throw mcpd('01070151', `Rule [${fullPath}] error: ${problems.join('\n')}`);
}
