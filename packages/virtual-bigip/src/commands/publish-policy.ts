/** `publish ltm policy`: a draft takes the place of what was published. */

import { removeTree } from '../configuration/commands.ts';
import { absolute } from '../configuration/names.ts';
import { textOf } from '../configuration/properties.ts';
import { mcpd, tmsh } from '../configuration/refusal.ts';
import { copyPolicy, publishedPathOf } from '../resources/policy-copies.ts';
import { type Command, only } from './command.ts';

export const publish: Command = {
  path: 'ltm/policy',
  name: 'publish',
  by: 'writers',
  run: (body, device) => {
    only(body, 'name');
    const { name } = body;
    if (typeof name !== 'string' || name === '') throw tmsh('one or more configuration identifiers must be provided');
    const path = absolute(name);
    const draft = device.store.get('ltm/policy', path);
    if (draft === undefined) throw mcpd('01020036', `The requested Policy (${path}) was not found.`);
    const target = publishedPathOf(path);
    if (target === undefined || textOf(draft.properties['status']) !== 'draft') {
      throw mcpd('01070734', `Configuration error: Policy "${path}" is not a draft and can not be published.`);
    }
    device.store.change(() => {
      const { publishedCopy: _, ...kept } = draft.properties;
      copyPolicy(device, { ...draft, properties: kept }, target, {
        status: 'published',
        lastModified: `${new Date(device.now()).toISOString().slice(0, 19)}Z`,
      });
      removeTree(device, draft);
      for (const user of [...device.store.users({ namespace: 'ltm/policy', path: target })]) {
        const virtual = device.store.get('ltm/virtual', user.parent ?? '');
        virtual?.resource.complete?.(virtual, device);
      }
    });
    return undefined;
  },
};
