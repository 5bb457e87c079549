/** Pure: which addresses a laboratory has. They exist in its namespaces only, so every laboratory has the same. */

/** One engine's networks. */
export type EngineAddresses = {
  /** Between the BIG-IP and the engine. */
  readonly link: { readonly bigip: string; readonly engine: string; readonly length: number };
  readonly link6: { readonly bigip: string; readonly engine: string; readonly length: number };
  /** The engine's default bridge, from the first address of its subnet. */
  readonly gateway: string;
  readonly subnet: string;
  readonly subnet6: string;
  /** Networks that its users make get theirs out of this one. */
  readonly furtherNetworks: string;
};

/** Where the BIG-IP's virtual servers are: every engine's default route leads there. */
export const virtualAddress = '10.31.0.1';

/** As many as the virtual BIG-IP has ports. */
export const mostEngines = 10;

/** Addresses of the engine with this number, from 1. */
export function engineAddresses(number: number): EngineAddresses {
  if (number > mostEngines) throw new Error(`a laboratory has at most ${mostEngines} engines`);
  return {
    link: { bigip: `10.31.${number}.1`, engine: `10.31.${number}.2`, length: 24 },
    link6: { bigip: `fd00:31:${number}::1`, engine: `fd00:31:${number}::2`, length: 64 },
    gateway: `10.32.${number}.1`,
    subnet: `10.32.${number}.0/24`,
    subnet6: `fd00:32:${number}::/64`,
    furtherNetworks: `10.33.${number * 16}.0/20`,
  };
}
