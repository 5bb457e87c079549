/** Pure: what an operator is told who makes routes himself. */
import type { StatusException } from '@berth/messages';
import { type Change, objectOf, type PlannedPart, serviceOf } from '@berth/reconcile';
import { type AdvisedObject, type ForwardingObject, naming, type RouteObject } from './objects.ts';

/** What was planned for a part as commands of tmsh, and nothing to be sent. */
export function advise({ changes, exceptions }: PlannedPart<AdvisedObject>, part: string): PlannedPart<AdvisedObject> {
  return { changes: [], exceptions: [...exceptions, ...changes.map(({ change }) => advice(change, serviceOf(part)))] };
}

function advice(change: Change<AdvisedObject>, service: string | undefined): StatusException {
  const object = objectOf(change);
  const name = naming.nameOf(object);
  const command =
    object.kind === 'route' || object.kind === 'forwarding' ? tmsh(change.kind, object) : `${change.kind} ${object.kind} ${name}`;
  return { kind: 'held', object: name, reason: `routes.mode is advise: ${command}`, ...(service !== undefined && { service }) };
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
