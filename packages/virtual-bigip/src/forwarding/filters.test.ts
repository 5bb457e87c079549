/** The rules for virtual servers that forward. */

import { expect, test } from 'vitest';
import { filters, jumps, marksOf } from './filters.ts';
import type { Forwarding } from './wanted.ts';

const forwarding: Forwarding = {
  path: '/Common/f',
  family: 4,
  destination: { network: '10.32.0.0', prefix: 16 },
  source: { network: '0.0.0.0', prefix: 0 },
  port: 0,
  protocol: 'any',
  from: ['1.1'],
  takes: 'new flows',
  translation: 'none',
};
const marks = new Map([['/Common/f', 7]]);

/** The rules by which new flows are taken. */
function taken(more: Partial<Forwarding>): string[] {
  const lines = filters({ links: ['1.1', '1.2'], forwardings: [{ ...forwarding, ...more }] }, more.family ?? 4, marks).split('\n');
  return lines.flatMap((line) => /^-A virtual-bigip-out (-i .*) -j ACCEPT$/.exec(line)?.[1] ?? []);
}

test.for<{ readonly what: string; readonly more: Partial<Forwarding>; readonly rules: readonly string[] }>([
  { what: 'everything to its network', more: {}, rules: ['-i 1.1 -s 0.0.0.0/0 -d 10.32.0.0/16'] },
  {
    what: 'what comes from two VLANs',
    more: { from: ['1.1', '1.2'] },
    rules: ['-i 1.1 -s 0.0.0.0/0 -d 10.32.0.0/16', '-i 1.2 -s 0.0.0.0/0 -d 10.32.0.0/16'],
  },
  {
    what: 'one port of any protocol',
    more: { port: 53 },
    rules: ['-i 1.1 -s 0.0.0.0/0 -d 10.32.0.0/16 -p tcp --dport 53', '-i 1.1 -s 0.0.0.0/0 -d 10.32.0.0/16 -p udp --dport 53'],
  },
  { what: 'one protocol', more: { protocol: 'icmp' }, rules: ['-i 1.1 -s 0.0.0.0/0 -d 10.32.0.0/16 -p icmp'] },
  {
    what: 'the same protocol of IPv6',
    more: { family: 6, protocol: 'icmp', destination: { network: 'fd00:32::', prefix: 32 }, source: { network: '::', prefix: 0 } },
    rules: ['-i 1.1 -s ::/0 -d fd00:32::/32 -p ipv6-icmp'],
  },
  { what: 'nothing, switched off', more: { takes: 'nothing new' }, rules: [] },
])('$what is taken', ({ more, rules }) => {
  expect(taken(more)).toEqual(rules);
});

test('nothing is taken without one, and nothing passes but from VLAN to VLAN', () => {
  const rules = filters({ links: ['1.1', '1.2'], forwardings: [] }, 4, new Map());
  expect(rules.split('\n').filter((line) => line.startsWith('-A virtual-bigip '))).toEqual([
    '-A virtual-bigip -o 1.1 -j virtual-bigip-out',
    '-A virtual-bigip -o 1.2 -j virtual-bigip-out',
    '-A virtual-bigip -j DROP',
  ]);
  expect(rules).not.toContain('ACCEPT');
});

test('sources are translated for automap only', () => {
  const rules = (translation: Forwarding['translation']) =>
    filters({ links: ['1.1'], forwardings: [{ ...forwarding, translation }] }, 4, marks);
  expect(rules('none')).not.toContain('MASQUERADE');
  expect(rules('automap')).toContain('-A virtual-bigip -m connmark --mark 7 -j MASQUERADE');
});

test('a mark stays with its virtual server, and is never used for another', () => {
  const first = marksOf([{ path: 'a' }, { path: 'b' }], new Map(), 0);
  const second = marksOf([{ path: 'b' }, { path: 'c' }], first.marks, first.last);
  const third = marksOf([{ path: 'a' }, { path: 'b' }], second.marks, second.last);
  expect([...third.marks]).toEqual([
    ['a', 4],
    ['b', 2],
  ]);
});

test('the kernel is told once to ask the chains', () => {
  const all = jumps('');
  expect(all.match(/-I /g)).toHaveLength(3);
  expect(jumps(all.replaceAll('-I ', '-A '))).toBe('');
});
