/** HTTP profiles. */
import { createHttpProfile, deleteHttpProfile, type HttpProfile, modifyHttpProfile, type Request } from '@berth/icontrol';
import type { Change } from '../diff.ts';
import { changedFields } from './changed-fields.ts';
import type { HttpProfileObject } from './objects.ts';

export function observeHttpProfile({ path, settings }: HttpProfile): HttpProfileObject {
  return { kind: 'http profile', path, settings };
}

export function httpProfileRequest(change: Change<HttpProfileObject>): Request {
  switch (change.kind) {
    case 'create':
      return createHttpProfile(change.desired.path, change.desired.settings);
    case 'update':
      return modifyHttpProfile(change.desired.path, changedFields(change.observed.settings, change.desired.settings));
    case 'delete':
      return deleteHttpProfile(change.observed.path);
  }
}
