/** Links to what carries networks: VLANs and tunnels, whose names are in one name space. */

import { link } from '../../configuration/properties.ts';
import type { JsonObject, View } from '../../configuration/resource.ts';

export function vlanLink(path: string, view: View): JsonObject {
  return link(view.device.store.find('net/vlan', path)?.resource.path ?? 'net/vlan', path, view);
}
