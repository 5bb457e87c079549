/** Pure: whether the applier may write, and if not, why. */
import type { Status } from '@berth/messages';
import type { Permission } from './control.ts';

export type Circumstances = {
  readonly permission: Permission;
  /** Whether the BIG-IP holds anything of ours; undefined until it was read. */
  readonly holdsOurs: boolean | undefined;
  readonly documents: { readonly kind: 'ready' } | { readonly kind: 'missing'; readonly reason: string };
  /** Another reason, in the way of every write. */
  readonly obstacle: string | undefined;
};

/** `active` is the only state in which anything is written. */
export function standing({ permission, holdsOurs, documents, obstacle }: Circumstances): Status['state'] {
  if (permission.kind === 'frozen') return permission;
  if (permission.kind === 'unknown') return { kind: 'waiting', reason: 'what operators decided has not been read' };
  if (holdsOurs === undefined) return { kind: 'waiting', reason: 'the BIG-IP has not been read' };
  if (permission.kind === 'new' && holdsOurs)
    return {
      kind: 'frozen',
      reason: 'the BIG-IP holds objects of this installation, of which the bus knows nothing; berth thaw lets it go on',
    };
  if (permission.kind === 'new') return { kind: 'waiting', reason: 'it is being recorded that this installation writes to the BIG-IP' };
  if (obstacle !== undefined) return { kind: 'waiting', reason: obstacle };
  return documents.kind === 'ready' ? { kind: 'active' } : { kind: 'waiting', reason: documents.reason };
}
