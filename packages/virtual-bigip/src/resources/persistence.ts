/** `ltm/persistence/*`: how the requests of one client find the same member again. */

import { oneOf, onOff, text } from '../configuration/properties.ts';
import type { Property, Resource } from '../configuration/resource.ts';
import { profileType } from './profile.ts';

export const persistence: readonly Resource[] = [
  persistenceType('cookie', 'cookie', {
    alwaysSend: onOff('disabled'),
    cookieName: text(),
    httponly: onOff('enabled'),
    method: oneOf(['insert', 'rewrite', 'passive', 'hash'], 'insert'),
    secure: onOff('enabled'),
  }),
  persistenceType('source-addr', 'source_addr', { timeout: text({ initial: '180' }) }),
  persistenceType('dest-addr', 'dest_addr'),
  persistenceType('hash', 'hash'),
  persistenceType('ssl', 'ssl'),
  persistenceType('universal', 'universal'),
];

function persistenceType(type: string, builtIn: string, properties: Readonly<Record<string, Property>> = {}): Resource {
  return profileType({
    path: `ltm/persistence/${type}`,
    namespace: 'ltm/persistence',
    noun: 'persistence profile',
    className: `persist_${type.replaceAll('-', '_')}`,
    builtIn: [builtIn],
    properties,
  });
}
