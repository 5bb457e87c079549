/** Pure: what DNS answers for a service's names: records of the DNS iRule, and wide IPs. */
import type { DesiredNames, DesiredWideIp, NameRecord, Origin } from '@berth/messages';

export type NamePlace = {
  readonly name: string;
  /** Addresses, the name of an address, or of a wide IP the virtual servers of sites; none while nobody may be used. */
  readonly answers: readonly string[];
  /** The containers that it leads to, or would. */
  readonly origins: readonly Origin[];
};

type Naming = DesiredNames['want'] & { readonly kind: 'serving' };
type Wide = DesiredWideIp['want'] & { readonly kind: 'serving' };

export function namesIn({ names }: Naming): NamePlace[] {
  return names.map(nameOf);
}

/** Each leads to the sites that have something to offer. */
export function wideIpsIn({ names, members }: Wide): NamePlace[] {
  const offered = members.filter(({ state }) => state === 'enabled');
  const answers = offered.map(({ site, server, virtualServer }) => `${site} (${server}:${virtualServer})`);
  return names.map((name) => ({ name, answers, origins: [] }));
}

function nameOf(record: NameRecord): NamePlace {
  const { name } = record;
  switch (record.kind) {
    case 'service': {
      const { endpoints } = record;
      return { name, answers: endpoints.map(({ address }) => address), origins: endpoints.map(({ origin }) => origin) };
    }
    case 'container':
      return { name, answers: record.state === 'offered' ? [record.address] : [], origins: [record.origin] };
    case 'reverse':
      return { name, answers: record.state === 'offered' ? [record.target] : [], origins: [record.origin] };
    default:
      return record satisfies never;
  }
}
