/** Pure: a plan of Docker's `default-address-pools` in which no two engines collide. */
import type { EngineName } from '@berth/messages';
import type { Held } from './overlaps.ts';
import { type Subnet, subnetOf } from './subnets.ts';

/** `10.N.0.0/16`, from where few have their networks. */
const candidates = [...range(200, 254), ...range(64, 199)].map((second) => `10.${second}.0.0/16`);

/** A /16 for each engine that nothing known uses; an engine is left out when none is left. */
export function planAddressPools(engines: Iterable<EngineName>, used: readonly Held[]): ReadonlyMap<EngineName, string> {
  const taken = used.filter(({ subnet }) => subnet.family === 4).map(({ subnet }) => subnet);
  const free = candidates.filter((candidate) => !taken.some((subnet) => overlaps(subnet, subnetOf(candidate, subnet.routeDomain))));
  return new Map([...engines].flatMap((engine, at) => (free[at] === undefined ? [] : [[engine, free[at]]])));
}

/** What stands in that engine's `daemon.json` for it. */
export function poolsOption(base: string): string {
  return `"default-address-pools": [{ "base": "${base}", "size": 24 }]`;
}

function overlaps(a: Subnet, b: Subnet | undefined): boolean {
  return b !== undefined && a.first <= b.last && b.first <= a.last;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
