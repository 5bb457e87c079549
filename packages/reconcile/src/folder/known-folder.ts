/** What is known to be in the folder: as it was read, brought forward by our own acknowledged writes. */
import type { Change } from '../diff.ts';
import { markOf } from '../mark.ts';
import { KnownDataGroups, type OnRecord } from './known-data-groups.ts';
import { KnownVirtuals } from './known-virtuals.ts';
import type { DnsProfileObject, FolderObject, HttpProfileObject, KnownObject, PartitionObject, RuleObject } from './objects.ts';

export type KnownFolderOptions = {
  readonly installation: string;
  /** The applier's kind: what services share is marked with it, since other appliers keep such objects beside ours. */
  readonly kind: string;
  readonly onRecord?: OnRecord;
};

/** Objects by full path. */
export class KnownFolder {
  readonly installation: string;
  /** The mark of what services share. */
  readonly mark: string;
  /** The partition's default route domain. */
  routeDomain = 0;
  partition: PartitionObject | undefined;
  readonly dataGroups: KnownDataGroups;
  readonly rules = new Map<string, KnownObject<RuleObject>>();
  readonly dnsProfiles = new Map<string, KnownObject<DnsProfileObject>>();
  readonly httpProfiles = new Map<string, KnownObject<HttpProfileObject>>();
  readonly virtuals = new KnownVirtuals();
  /** What other appliers of this installation keep beside ours, named as in `Step.paths`: it isn't ours to touch. */
  readonly siblings = new Set<string>();

  constructor({ installation, kind, onRecord = () => undefined }: KnownFolderOptions) {
    this.installation = installation;
    this.mark = markOf(installation, kind);
    this.dataGroups = new KnownDataGroups(onRecord);
  }

  /** Whether anything carries this installation's mark. */
  get holdsOurs(): boolean {
    if (this.siblings.size > 0) return true;
    return [this.dataGroups, this.rules, this.dnsProfiles, this.httpProfiles, this.virtuals].some((objects) =>
      objects.values().some(({ owner }) => owner === 'ours'),
    );
  }

  /** One of our changes was acknowledged. */
  apply(change: Change<FolderObject>): void {
    if (change.kind === 'delete') this.remove(change.observed);
    else this.set(change.desired);
  }

  /** It was made or changed by us, as was acknowledged. */
  set(object: FolderObject): void {
    switch (object.kind) {
      case 'record':
        this.dataGroups.setRecord(object);
        break;
      case 'data group':
        this.dataGroups.set(object.path, object.description, 'ours');
        break;
      case 'rule':
        this.rules.set(object.path, { object, owner: 'ours' });
        break;
      case 'dns profile':
        this.dnsProfiles.set(object.path, { object, owner: 'ours' });
        break;
      case 'http profile':
        this.httpProfiles.set(object.path, { object, owner: 'ours' });
        break;
      case 'virtual':
        this.virtuals.set(object, 'ours');
        break;
      case 'partition':
        this.partition = object;
        break;
      default:
        object satisfies never;
    }
  }

  /** It was removed by us, as was acknowledged. */
  remove(object: FolderObject): void {
    switch (object.kind) {
      case 'record':
        this.dataGroups.removeRecord(object);
        break;
      case 'data group':
        this.dataGroups.remove(object.path);
        break;
      case 'rule':
        this.rules.delete(object.path);
        break;
      case 'dns profile':
        this.dnsProfiles.delete(object.path);
        break;
      case 'http profile':
        this.httpProfiles.delete(object.path);
        break;
      case 'virtual':
        this.virtuals.remove(object.path);
        break;
      case 'partition':
        this.partition = undefined;
        break;
      default:
        object satisfies never;
    }
  }
}
