/** Pure: whether an engine lets packets in that are routed to its containers' addresses, as far as its own words tell. */
import type { Engine, Network, Way } from '@berth/messages';

export type DirectWay = {
  readonly way: Way;
  /** What is so. */
  readonly cause: string;
  /** How it was told. */
  readonly told: string;
};

/** From this version on an engine's own firewall drops them, unless a network says otherwise. */
const dropsSince = 28;

/** Of one IP version. An engine's API doesn't tell its host's firewall, so it is never more than not known to fail. */
export function directWay(network: Network, { dockerVersion }: Pick<Engine, 'dockerVersion'>, family: 4 | 6): DirectWay {
  const major = Number.parseInt(dockerVersion, 10);
  const option = `com.docker.network.bridge.gateway_mode_ipv${family}`;
  const mode = network.options[option] ?? 'nat';
  const trusted = network.options['com.docker.network.bridge.trusted_host_interfaces'];
  if (network.driver !== 'bridge')
    return { way: 'unknown', cause: `its driver is ${network.driver}`, told: 'by the driver of the network' };
  if (!(major >= dropsSince)) {
    const cause = `its engine, version ${dockerVersion}, drops nothing by itself, but its host's FORWARD policy may`;
    return { way: 'unknown', cause, told: 'by the version of the engine; its API does not tell the policy' };
  }
  if (mode === 'nat-unprotected') return { way: 'unknown', cause: `${option} is ${mode}`, told: 'by the options of the network' };
  if (mode === 'routed')
    return { way: 'unknown', cause: `${option} is routed, which lets in ports that are published`, told: 'by the options of the network' };
  if (trusted !== undefined)
    return {
      way: 'unknown',
      cause: `it lets what comes from ${trusted.replaceAll(':', ', ')} in, to ports that are published`,
      told: 'by the options of the network',
    };
  return {
    way: 'fails',
    cause: `engines from version ${dropsSince} on drop what is routed to addresses of containers, unless the network or the daemon says otherwise`,
    told: `by the version of the engine, ${dockerVersion}, and the options of the network; whether the daemon has allow-direct-routing is not told by its API`,
  };
}
