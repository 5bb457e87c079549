import type { EngineName, Way } from '@berth/messages';
import { expect, test } from 'vitest';
import { DirectNetworks } from './direct-networks.ts';

const engine = 'docker1' as EngineName;
const found = (direct: Way) => new Map([[engine, { networks: [{ network: 'bridge', direct }] }]]);
const nothing = new Map();

test.for<{ when: string; steps: Parameters<DirectNetworks['learn']>[0][]; known: string[] }>([
  { when: 'nothing was found', steps: [[found('unknown')]], known: [] },
  { when: 'it works', steps: [[found('works')]], known: ['bridge'] },
  { when: 'it works, and later nothing is measured', steps: [[found('works')], [found('unknown')]], known: ['bridge'] },
  { when: 'it works, and later it fails', steps: [[found('works')], [found('fails')]], known: [] },
  { when: 'it works from one of two BIG-IPs', steps: [[found('works'), found('unknown')]], known: [] },
  { when: 'it works from both', steps: [[found('works'), found('works')]], known: ['bridge'] },
  { when: 'one of them has no routes', steps: [[found('works'), nothing]], known: [] },
  {
    when: 'it works from both, and later fails from one',
    steps: [
      [found('works'), found('works')],
      [found('works'), found('fails')],
    ],
    known: [],
  },
])('knows a network as reached by routing when $when', ({ steps, known }) => {
  const direct = new DirectNetworks();
  const last = steps.map((step) => [...(direct.learn(step).get(engine) ?? [])]).at(-1);
  expect(last).toEqual(known);
});
