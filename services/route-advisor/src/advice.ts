/** Pure: what an operator is told who makes routes himself. */
import type { StatusException } from '@berth/messages';
import type { NamedChange } from '@berth/reconcile';
import type { AdvisedObject, ForwardingObject, RouteObject } from './objects.ts';

/** The change as a command of tmsh. */
export function advice({ change, told }: NamedChange<AdvisedObject>): StatusException {
  const object = change.kind === 'delete' ? change.observed : change.desired;
  const command =
    object.kind === 'route' || object.kind === 'forwarding' ? tmsh(change.kind, object) : `${change.kind} ${object.kind} ${told.object}`;
  const exception = { kind: 'held', object: told.object, reason: `routes.mode is advise: ${command}` } as const;
  return told.service === undefined ? exception : { ...exception, service: told.service };
}

function tmsh(kind: 'create' | 'update' | 'delete', object: RouteObject | ForwardingObject): string {
  if (object.kind === 'route') {
    const { network, gw, description } = object.settings;
    switch (kind) {
      case 'create':
        return `tmsh create net route ${object.path} network ${network} gw ${gw} description "${description}"`;
      case 'update':
        return `tmsh modify net route ${object.path} gw ${gw} description "${description}"`;
      case 'delete':
        return `tmsh delete net route ${object.path}`;
    }
  }
  const { destination, mask, vlans, description } = object.settings;
  if (kind === 'delete') return `tmsh delete ltm virtual ${object.path}`;
  const settings = `destination ${destination} mask ${mask} vlans-enabled vlans replace-all-with { ${vlans.join(' ')} } description "${description}"`;
  return `tmsh ${kind === 'create' ? 'create' : 'modify'} ltm virtual ${object.path} ip-forward profiles add { fastL4 } ${settings}`;
}
