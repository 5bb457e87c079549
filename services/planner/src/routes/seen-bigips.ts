/** What is seen on BIG-IPs that decides about routes: their networks, and which members their monitors call up and down. */
import type { Batch } from '@berth/bus';
import type { BigipName, BigipNetwork, EngineName, MemberStates, Observed } from '@berth/messages';

export class SeenBigips {
  readonly #networks = new Map<string, BigipNetwork>();
  /** By BIG-IP and engine. */
  readonly #states = new Map<string, MemberStates['members']>();
  #heard: boolean = false;

  /** Whether all that is stored of it has been read. */
  get heard(): boolean {
    return this.#heard;
  }

  take({ kind, entries }: Batch<Observed>): void {
    if (kind === 'snapshot') this.#heard = true;
    // What is deleted or can't be read leaves what was known: nothing changes for it.
    for (const { value } of entries) {
      if (value.kind !== 'document') continue;
      const { document } = value;
      if (document.kind === 'member-states') this.#states.set(`${document.bigip} ${document.engine}`, document.members);
      else if (document.network !== undefined) this.#networks.set(document.name, document.network);
    }
  }

  network(bigip: BigipName): BigipNetwork | undefined {
    return this.#networks.get(bigip);
  }

  states(bigip: BigipName, engine: EngineName): MemberStates['members'] {
    return this.#states.get(`${bigip} ${engine}`) ?? [];
  }
}
