/** `ltm/rule`: iRules. Their Tcl is parsed, and the pools and data groups that they name must exist. */

import { absolute } from '../configuration/names.ts';
import { asText, metadata, textOf, told, unknownProperty } from '../configuration/properties.ts';
import { mcpd, Refusal } from '../configuration/refusal.ts';
import type { Device, Draft, Property, Reference, Resource } from '../configuration/resource.ts';
import { checkRule } from '../tcl/index.ts';
import { mustHaveDns } from './dns-license.ts';

/** Rules of the system are marked so in front. */
const OF_THE_SYSTEM = 'nodelete nowrite';
const HTTPS_REDIRECT = `${OF_THE_SYSTEM}
when HTTP_REQUEST {
  HTTP::redirect https://[getfield [HTTP::host] ":" 1][HTTP::uri]
}`;

export const rule: Resource = {
  path: 'ltm/rule',
  noun: 'iRule',
  className: 'rule',
  asUser: 'a rule',
  naming: 'folder',
  properties: {
    // How long it may be is checked with the rest of it.
    apiAnonymous: { parse: (value, { name }) => (typeof value === 'string' ? value : asText(value ?? '', name)).trim() || undefined },
    apiRawValues: told(),
    metadata: ruleMetadata(),
  },
  prepare: (draft, device) => {
    const source = textOf(draft.properties['apiAnonymous']);
    const before = textOf(draft.before?.properties['apiAnonymous']);
    if (before.startsWith(OF_THE_SYSTEM) && source !== before) {
      throw mcpd('01070734', `Configuration error: The iRule (${draft.fullPath}) is a system rule and cannot be modified.`);
    }
    if (source !== before) {
      if (/\bDNS(?:_REQUEST|_RESPONSE|::)/.test(source)) mustHaveDns(device);
      check(source, draft, device);
    }
    return draft.properties;
  },
  builtIn: [['/Common/_sys_https_redirect', { apiAnonymous: HTTPS_REDIRECT, apiRawValues: { verificationStatus: 'signature-verified' } }]],
  changed: ({ fullPath }, before, device) => {
    if (before === undefined) return;
    for (const user of device.store.users({ namespace: 'ltm/rule', path: fullPath })) user.resource.complete?.(user, device);
  },
  references: ({ properties }) => literalReferences(textOf(properties['apiAnonymous'])),
  inUse: (entity, user) =>
    mcpd(
      '01070265',
      `The rule (${entity.fullPath}) cannot be deleted because it is in use by ${user.resource.asUser ?? `a ${user.resource.noun}`} (${user.fullPath}).`,
    ),
};

/** Whether rules keep metadata differs between versions, nobody knows how. */
function ruleMetadata(): Property {
  const kept = metadata();
  return {
    ...kept,
    parse: (value, given) => {
      if (given.device.switches.ruleMetadata === 'refused') throw unknownProperty(given.name);
      return kept.parse(value, given);
    },
  };
}

function check(source: string, { fullPath }: Draft, { store }: Device): void {
  const report = checkRule(source);
  const missing = [
    ...report.pools.filter(({ name }) => store.find('ltm/pool', absolute(name)) === undefined).map((at) => ({ ...at, what: 'pool' })),
    ...report.dataGroups
      .filter(({ name }) => store.find('ltm/data-group', absolute(name)) === undefined)
      .map((at) => ({ ...at, what: 'value_list' })),
  ];
  const whole = report.errors.find(({ line }) => line === 0);
  if (whole !== undefined) throw new Refusal(400, whole.message, 3);
  const errors = [
    ...report.errors.map(({ line, message }) => `${fullPath}:${line}: ${message}`),
    ...missing.map(({ line, what, name, command }) => `Unable to find ${what} (${name}) referenced at line ${line}: [${command}]`),
  ];
  if (errors.length > 0) throw mcpd('01070151', `Rule [${fullPath}] error: ${errors.join('\n')}`);
}

function literalReferences(source: string): Reference[] {
  if (source === '') return [];
  const { pools, dataGroups } = checkRule(source);
  const paths = new Map<string, Reference>();
  for (const { name } of pools) paths.set(`pool ${absolute(name)}`, { namespace: 'ltm/pool', path: absolute(name) });
  for (const { name } of dataGroups) paths.set(`data-group ${absolute(name)}`, { namespace: 'ltm/data-group', path: absolute(name) });
  return [...paths.values()];
}
