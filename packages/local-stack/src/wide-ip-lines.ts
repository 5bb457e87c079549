/** Pure: what is tried where two sites serve the same names. */
import { dockerCommand, samples, type TryLine, zone } from './quick-start.ts';
import type { SitePlan } from './stack-sites.ts';

export type WideIpLines = Readonly<Record<'ask' | 'stop' | 'start' | 'lose' | 'recover', TryLine>>;

/** The site that is answered first, and its private engine. */
export type PreferredSite = {
  readonly plan: Pick<SitePlan, 'name' | 'address'>;
  readonly url: string;
  readonly bridge: string;
  /** Of the engine's own process. */
  readonly pid: number;
};

/** Its containers are stopped, then its engine is lost; both times the other site is answered until they are back. */
export function wideIpLines(
  { plan, url, bridge, pid }: PreferredSite,
  other: Pick<SitePlan, 'name' | 'address'>,
  dns: number,
): WideIpLines {
  const docker = dockerCommand({ url });
  const names = samples.join(' ');
  return {
    ask: {
      command: `dig +short -p ${dns} @${plan.address} www.${zone}`,
      about: `the site that serves: ${plan.address} is ${plan.name}, ${other.address} ${other.name}`,
    },
    stop: { command: `${docker} stop ${names}`, about: `nothing runs in ${plan.name} any more: now ${other.name} is answered …` },
    start: { command: `${docker} start ${names}`, about: `… and ${plan.name} again` },
    lose: {
      command: `kill -STOP ${pid} && ip link set ${bridge} down`,
      about: `the engine of ${plan.name} is lost, with all on it: after some seconds ${other.name} is answered …`,
    },
    recover: { command: `kill -CONT ${pid} && ip link set ${bridge} up`, about: `… and ${plan.name} again` },
  };
}
