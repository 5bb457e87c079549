/** What profiles and ways to persist have in common: a name space that all types share, a parent of the same type, the built-in ones. */

import { absolute } from '../configuration/names.ts';
import { asText, link, otherPartition, text, textOf } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Property, Resource } from '../configuration/resource.ts';
import { mustHaveDns } from './dns-license.ts';

type Family = {
  readonly path: string;
  readonly namespace: string;
  readonly noun: string;
  readonly className: string;
  /** Names in Common; the first is the parent of the others, and of what has no other. */
  readonly builtIn: readonly string[];
  readonly properties?: Readonly<Record<string, Property>>;
};

/** A type of profile with the properties of its own. */
export function profileType({ path, namespace, noun, className, builtIn, properties: own = {} }: Family): Resource {
  const [base = ''] = builtIn;
  const root = `/Common/${base}`;
  return {
    path,
    namespace,
    noun,
    className,
    naming: 'folder',
    properties: {
      defaultsFrom: {
        parse: (value, { name }) => absolute(asText(value, name)),
        refersTo: {
          namespace,
          paths: (value) => [String(value)],
          missing: (parent) => mcpd('01020036', `The requested profile (${parent}) was not found.`),
          foreign: otherPartition('profile', 'profiles'),
        },
        render: (value, view) => ({ defaultsFrom: String(value), defaultsFromReference: link(path, String(value), view) }),
      },
      description: text(),
      ...own,
    },
    builtIn: builtIn.map((name) => [`/Common/${name}`, name === base ? {} : { defaultsFrom: root }]),
    ...(Object.keys(own).length === 0 ? {} : { inheritsThrough: 'defaultsFrom' }),
    prepare: ({ fullPath, properties }, device) => {
      if (fullPath === root) return properties;
      if (base === 'dns') mustHaveDns(device);
      const parent = textOf(properties['defaultsFrom']) || root;
      const found = device.store.find(namespace, parent);
      if (found !== undefined && found.resource.path !== path) {
        throw mcpd('01070734', `Configuration error: A profile may not default from a profile of another type "${parent}"`);
      }
      return { ...properties, defaultsFrom: parent };
    },
    inUse: (entity, user) => {
      const virtual = user.resource.path.startsWith('ltm/virtual') ? (user.parent ?? user.fullPath) : undefined;
      const who = virtual === undefined ? `a profile (${user.fullPath})` : `a Virtual Server (${virtual})`;
      const what = namespace === 'ltm/profile' ? 'Profile' : noun;
      return mcpd('01070265', `The ${what} (${entity.fullPath}) cannot be deleted because it is in use by ${who}.`);
    },
  };
}
