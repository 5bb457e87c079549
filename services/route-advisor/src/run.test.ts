/** Which BIG-IPs, and which of their units, are written to. */
import { parseInstallation } from '@berth/installation';
import { expect, test } from 'vitest';
import { routed, targets } from './run.ts';

/** `edge`, or `edge unit b.example.com`. */
function targetsWith(routes: string): string[] {
  const { installation } = parseInstallation(
    'berth.yaml',
    `
installation: shop
sites:
  east:
    engines: { docker1: { url: "unix:///docker1.sock", address: 192.0.2.11 } }
    bigips: { edge: { units: [a.example.com, b.example.com], user: berth, passwordFile: /p, ${routes} } }
`,
  );
  return targets(routed(installation)).map(({ name, unit, bigip }) => [name, unit ?? '-', ...bigip.units].join(' '));
}

test.for([
  { when: 'nothing is said of routes', routes: '', written: [] },
  { when: 'they are off', routes: 'routes: { mode: off }', written: [] },
  { when: 'the section is there', routes: 'routes: {}', written: ['edge - a.example.com b.example.com'] },
  { when: 'they are advice', routes: 'routes: { mode: advise }', written: ['edge - a.example.com b.example.com'] },
  {
    when: 'they are of each unit',
    routes: 'routes: { perUnit: true }',
    written: ['edge - a.example.com b.example.com', 'edge a.example.com a.example.com', 'edge b.example.com b.example.com'],
  },
])('writes to the right units when $when', ({ routes, written }) => {
  expect(targetsWith(routes)).toEqual(written);
});
