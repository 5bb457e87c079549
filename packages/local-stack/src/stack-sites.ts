/** Pure: which sites the stack has, and what is called how and lies where in each. */

export type SitePlan = {
  readonly name: string;
  readonly engine: string;
  readonly bigip: string;
  /** Of this machine: its BIG-IP's virtual server, DNS listeners and REST have the stack's ports there. */
  readonly address: string;
};

const alone: SitePlan = { name: 'here', engine: 'docker1', bigip: 'edge', address: '127.0.0.1' };
const pair: readonly SitePlan[] = [
  { name: 'east', engine: 'docker1', bigip: 'edge-east', address: '127.0.0.1' },
  { name: 'west', engine: 'docker2', bigip: 'edge-west', address: '127.0.0.2' },
];

export function stackSites(count: 1 | 2): readonly SitePlan[] {
  return count === 1 ? [alone] : pair;
}
