/** Reads the kernel's tables of routes. */

export type Route = { readonly network: string; readonly prefix: number };

/** A route that refuses what it matches (RTF_REJECT). */
const REJECTS = 0x0200;

/** The routes of `/proc/net/route` but the default ones. */
export function routesIn(table: string): Route[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, destination = '', , flags = '', , , , mask = ''] = line.trim().split(/\s+/);
      const prefix = [...Number.parseInt(mask || '0', 16).toString(2)].filter((bit) => bit === '1').length;
      if (prefix === 0 || (Number.parseInt(flags, 16) & REJECTS) !== 0) return [];
      const bytes = destination.match(/../g) ?? [];
      return [
        {
          network: bytes
            .reverse()
            .map((byte) => Number.parseInt(byte, 16))
            .join('.'),
          prefix,
        },
      ];
    });
}

/** The routes of `/proc/net/ipv6_route` but the default ones. */
export function routesIn6(table: string): Route[] {
  return table.split('\n').flatMap((line) => {
    const [destination = '', length = '0', , , , , , , flags = '0'] = line.trim().split(/\s+/);
    const prefix = Number.parseInt(length, 16);
    if (prefix === 0 || (Number.parseInt(flags, 16) & REJECTS) !== 0) return [];
    return [{ network: (destination.match(/.{4}/g) ?? []).join(':'), prefix }];
  });
}
