/** Which nodes count as left behind by an earlier holder of the lease. */
import { expect, test } from 'vitest';
import { Known } from './known.ts';
import type { Whole } from './read.ts';
import { takeWhole } from './take.ts';
import { installation } from './testing/documents.ts';

/** A partition with a pool of ours without members, and a node that nothing is set on. */
function wholeOf(partition: string, node: string): Whole {
  const none: ReadonlyMap<string, never> = new Map<string, never>();
  const pool = {
    path: `/${partition}/www`,
    description: `berth/1 ${installation}`,
    monitor: '',
    loadBalancingMode: 'round-robin',
    minActiveMembers: 0,
    slowRampTime: 10,
    members: [],
  };
  return {
    folder: {
      partition: { name: partition, description: '', defaultRouteDomain: 0 },
      dataGroups: none,
      rules: none,
      dnsProfiles: none,
      httpProfiles: none,
      virtuals: none,
      addresses: none,
    },
    pools: new Map([[pool.path, pool]]),
    nodes: [{ path: node, address: '10.0.0.1', ephemeral: false, isPlain: true }],
  };
}

test.for([
  { when: 'it lies in our partition', partition: 'berth', node: '/berth/10.0.0.1', left: ['10.0.0.1%0'] },
  { when: 'it has a name of its own', partition: 'berth', node: '/berth/server', left: [] },
  { when: 'it lies in Common', partition: 'berth', node: '/Common/10.0.0.1', left: [] },
  { when: 'it lies in Common, which is configured as ours too', partition: 'Common', node: '/Common/10.0.0.1', left: [] },
])('a plain node without members is left behind or not: $when', ({ partition, node, left }) => {
  const known = new Known(installation);
  takeWhole(known, wholeOf(partition, node), { earlier: 'unknown', written: new Set(), onDrift: () => undefined });
  expect([...known.nodes.idle]).toEqual(left);
});
