/** DNS profiles. */
import { createDnsProfile, type DnsProfile, deleteDnsProfile, modifyDnsProfile, type Request } from '@berth/icontrol';
import type { Change } from '../diff.ts';
import { changedFields } from './changed-fields.ts';
import type { DnsProfileObject } from './objects.ts';

export function observeDnsProfile({ path, settings }: DnsProfile): DnsProfileObject {
  return { kind: 'dns profile', path, settings };
}

export function dnsProfileRequest(change: Change<DnsProfileObject>): Request {
  switch (change.kind) {
    case 'create':
      return createDnsProfile(change.desired.path, change.desired.settings);
    case 'update':
      return modifyDnsProfile(change.desired.path, changedFields(change.observed.settings, change.desired.settings));
    case 'delete':
      return deleteDnsProfile(change.observed.path);
  }
}
