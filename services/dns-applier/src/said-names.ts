/** Pure: what a document says of each of its names, and the record that several together ask for. */
import { type DnsName, dnsRecords } from '@berth/irules';
import type { DesiredBase, NameRecord, Naming, Origin } from '@berth/messages';
import type { RecordObject } from '@berth/reconcile';

/** What one document says of a name, and the containers that it leads to. */
export type Said = { readonly dns: DnsName; readonly origins: readonly Origin[] };

export type SaidNames = {
  /** In the order in which they are to be told: a service before its containers. */
  readonly names: ReadonlyMap<string, Said>;
  /** Names that have to be there since there are some below them. */
  readonly above: ReadonlySet<string>;
};

/** Those of one service. */
export function saidIn({ names: records }: Naming, zones: readonly string[]): SaidNames {
  const names = new Map(records.toSorted((a, b) => rank[a.kind] - rank[b.kind]).map((record) => [record.name as string, saidOf(record)]));
  const { records: all } = dnsRecords(
    records.map(({ name }) => ({ name })),
    { shards: 1, zones },
  );
  return { names, above: new Set(all.map(({ name }) => name).filter((name) => !names.has(name))) };
}

const rank = { service: 0, container: 1, reverse: 2 } as const satisfies Record<NameRecord['kind'], number>;

function saidOf(record: NameRecord): Said {
  const { name } = record;
  switch (record.kind) {
    case 'service': {
      const { endpoints } = record;
      return {
        dns: { name, addresses: endpoints.map(({ address }) => address), endpoints },
        origins: endpoints.map(({ origin }) => origin),
      };
    }
    case 'container': {
      const { address, port, state, origin } = record;
      const dns = state === 'offered' ? { name, addresses: [address], endpoints: [{ port, target: name }] } : { name };
      return { dns, origins: [origin] };
    }
    case 'reverse': {
      const { target, state, origin } = record;
      return { dns: state === 'offered' ? { name, pointers: [target] } : { name }, origins: [origin] };
    }
    default:
      return record satisfies never;
  }
}

/** cut: it is more than a record can hold, and the rest is left out. */
export type WantedRecord = { readonly object: RecordObject; readonly size: 'whole' | 'cut' };

/** The record of a name of which all this is said. */
export function recordOf(name: string, said: Iterable<Said>, { folder, dataGroups }: DesiredBase): WantedRecord | undefined {
  const group = dataGroups.find(({ holds }) => holds === 'name');
  if (group === undefined) return undefined;
  const all = [{ name }, ...[...said].map(({ dns }) => dns)];
  const { records, cut } = dnsRecords(all, { shards: group.shards, zones: [] });
  const [record] = records;
  if (record === undefined) return undefined;
  const object = { kind: 'record', dataGroup: `${folder}/${record.group}`, name, data: record.value } as const;
  return { object, size: cut.length === 0 ? 'whole' : 'cut' };
}
