/** `ltm/policy`: rules for requests, changed as drafts and published. */

import { make } from '../configuration/commands.ts';
import { folderOf, splitFullPath } from '../configuration/names.ts';
import { notFound, reference, someOf, text, textOf, told } from '../configuration/properties.ts';
import { mcpd, tmsh } from '../configuration/refusal.ts';
import type { Device, Draft, Resource, Values } from '../configuration/resource.ts';
import { isBefore } from '../configuration/version.ts';
import { folder } from './folder.ts';
import { copyPolicy, draftsOf, mustBeDraft, publishedPathOf } from './policy-copies.ts';
import { policyRule } from './policy-rule.ts';

const CONTROLS = [
  'acceleration',
  'asm',
  'avr',
  'caching',
  'classification',
  'compression',
  'forwarding',
  'l7dos',
  'persistence',
  'request-adaptation',
  'response-adaptation',
  'server-ssl',
];
const REQUIRES = ['classification', 'client-ssl', 'http', 'http-explicit', 'http-connect', 'ssl-persistence', 'tcp', 'udp'];

export const policy: Resource = {
  path: 'ltm/policy',
  noun: 'Policy',
  asUser: 'a Policy',
  className: 'policy',
  naming: 'folder',
  properties: {
    controls: someOf(CONTROLS),
    description: text(),
    lastModified: told(),
    publishedCopy: told(),
    references: { ...told(), initial: {} },
    requires: someOf(REQUIRES),
    status: told(),
    strategy: reference('strategy', { namespace: 'ltm/policy-strategy', missing: notFound('Policy Strategy') }, 'ltm/policy-strategy', {
      initial: '/Common/first-match',
    }),
  },
  subcollections: { rules: policyRule },
  makesFolder: (path) => path.endsWith('/Drafts'),
  prepare: (draft, device) => {
    if (draft.before === undefined) return created(draft, device);
    if (JSON.stringify(draft.properties) !== JSON.stringify(draft.before.properties)) mustBeDraft(draft.before, device);
    return draft.properties;
  },
  flags: { createDraft: 'create-draft' },
  options: ({ key, properties }, options, device) => {
    if (options !== 'create-draft') throw tmsh(`unexpected argument "${options.split(/\s/)[0] ?? ''}"`);
    createDraft(key, device);
    return properties;
  },
};

function created({ name, partition, subPath, fullPath, properties }: Draft, device: Device): Values {
  const lastModified = timeOf(device);
  if (isBefore(device.version, '12.1')) return { ...properties, lastModified, status: 'legacy' };
  const published = publishedPathOf(fullPath);
  if (published === undefined) {
    const drafts = `${draftsOf(folderOf({ partition: partition ?? '', subPath }))}/${name}`;
    throw mcpd('01071abb', `Cannot create/modify published policy '${fullPath}' directly, try specifying a draft folder like '${drafts}'.`);
  }
  if (device.store.get('ltm/policy', published) !== undefined) {
    throw mcpd('01070734', `Configuration error: Published policy "${published}" exists, use create-draft to create a draft copy .`);
  }
  makeFolder(folderOf({ partition: partition ?? '', subPath }), device);
  return { ...properties, lastModified, status: 'draft' };
}

/** Makes a copy of a published policy that can be changed. */
function createDraft(path: string, device: Device): void {
  const policyToCopy = device.store.get('ltm/policy', path);
  const place = splitFullPath(path);
  if (policyToCopy === undefined || place === undefined) return;
  if (textOf(policyToCopy.properties['status']) !== 'published') {
    throw mcpd('01070734', `Configuration error: Policy "${path}" is not published, a draft can not be created from it.`);
  }
  const drafts = draftsOf(folderOf(place));
  const target = `${drafts}/${place.name}`;
  if (device.store.get('ltm/policy', target) !== undefined) {
    throw mcpd('01020066', `The requested Policy (${target}) already exists in partition ${place.partition}.`);
  }
  makeFolder(drafts, device);
  copyPolicy(device, policyToCopy, target, { status: 'draft', publishedCopy: path, lastModified: timeOf(device) });
}

function makeFolder(path: string, device: Device): void {
  const place = splitFullPath(path);
  if (place === undefined || device.store.get('sys/folder', path) !== undefined) return;
  make(device, folder, path, { ...place, properties: {} });
}

function timeOf({ now }: Device): string {
  return `${new Date(now()).toISOString().slice(0, 19)}Z`;
}
