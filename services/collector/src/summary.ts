/** What the list says of a container, without what changes by itself. Pure. */
import { compare } from './compare.ts';
import type { Listed } from './docker/answers.ts';

/** Equal as long as the container need not be inspected again. */
export function summaryOf({ Names, State, Status, NetworkSettings }: Listed): string {
  const networks = Object.entries(NetworkSettings?.Networks ?? {}).map(([network, { EndpointID, IPAddress, GlobalIPv6Address }]) =>
    // Each start makes a new endpoint: a restart that no event told shows by it.
    [network, EndpointID ?? '', IPAddress ?? '', GlobalIPv6Address ?? ''].join(' '),
  );
  return JSON.stringify([State, withoutTime(Status), [...(Names ?? [])].sort(compare), networks.sort(compare)]);
}

/** `Up 3 minutes (healthy)` → `Up (healthy)`, `Exited (137) 2 hours ago` → `Exited (137)`. */
function withoutTime(status: string): string {
  const [state = ''] = status.split(' ');
  return [state, ...(status.match(/\([^)]*\)/g) ?? [])].join(' ');
}
