/** What the list says of a container, without what changes by itself. Pure. */
import { compareText } from '@berth/messages';
import type { Listed } from './docker/answers.ts';

/** Equal as long as the container need not be inspected again; undefined when it must be each time. */
export function summaryOf({ Names, State, Status, NetworkSettings }: Listed): string | undefined {
  const attached = Object.entries(NetworkSettings?.Networks ?? {});
  // Each start makes a new endpoint: a restart that no event told shows by it, but not where there is none.
  if (State === 'running' && !attached.some(([, { EndpointID }]) => EndpointID)) return undefined;
  const networks = attached.map(([network, { EndpointID, IPAddress, GlobalIPv6Address }]) =>
    [network, EndpointID ?? '', IPAddress ?? '', GlobalIPv6Address ?? ''].join(' '),
  );
  return JSON.stringify([State, withoutTime(Status), [...(Names ?? [])].sort(compareText), networks.sort(compareText)]);
}

/** `Up 3 minutes (healthy)` → `Up (healthy)`, `Exited (137) 2 hours ago` → `Exited (137)`. */
function withoutTime(status: string): string {
  const [state = ''] = status.split(' ');
  return [state, ...(status.match(/\([^)]*\)/g) ?? [])].join(' ');
}
