/** Which of the virtual servers on one port takes a client. */
import { BlockList, isIPv6 } from 'node:net';
import type { TrafficVirtual } from '../traffic.ts';

/** The one for exactly this address goes before one for every address; then the one whose clients are the fewest. */
export function matchingVirtual(virtuals: readonly TrafficVirtual[], local: string, remote: string): TrafficVirtual | undefined {
  const every = isIPv6(local) ? ['::'] : ['any', '0.0.0.0'];
  const exact = virtuals.filter(({ address }) => address === local);
  return (
    narrowest(exact, remote) ??
    narrowest(
      virtuals.filter(({ address }) => every.includes(address)),
      remote,
    )
  );
}

function narrowest(virtuals: readonly TrafficVirtual[], remote: string): TrafficVirtual | undefined {
  let best: TrafficVirtual | undefined;
  let longest = -1;
  for (const virtual of virtuals) {
    const { network, prefix } = virtual.source;
    if (prefix > longest && (prefix === 0 || isIn(remote, network, prefix))) [best, longest] = [virtual, prefix];
  }
  return best;
}

function isIn(address: string, network: string, prefix: number): boolean {
  const list = new BlockList();
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  list.addSubnet(network, prefix, family);
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
