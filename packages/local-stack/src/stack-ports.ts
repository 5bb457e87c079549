/** Whether the stack's ports are free, and what to do where one isn't. */
import { isFree, isFreeForUdp } from './free-port.ts';
import type { PortName, StackOptions } from './stack-options.ts';
import type { SitePlan } from './stack-sites.ts';

const uses = {
  http: 'the HTTP virtual server',
  dns: 'the DNS listeners',
  bigip: "the BIG-IP's REST",
  nats: 'NATS',
} as const satisfies Record<PortName, string>;

/** An error that names the first one that is taken. */
export async function checkPorts(sites: readonly SitePlan[], { ports, units }: Pick<StackOptions, 'ports' | 'units'>): Promise<void> {
  const places = sites.flatMap(({ address }) => (['http', 'dns', 'bigip'] as const).map((name) => ({ address, name })));
  const taken = [...places, { address: '127.0.0.1', name: 'nats' } as const].flatMap(({ address, name }) =>
    Array.from({ length: name === 'bigip' ? units : 1 }, (_, at) => ({ address, name, port: ports[name] + at })),
  );
  for (const { address, name, port } of taken) {
    if (!(await isFree(port, address)) || (name === 'dns' && !(await isFreeForUdp(port, address))))
      throw new Error(`port ${port} of ${address}, for ${uses[name]}, is taken: choose another one with \`-- --${name} PORT\``);
  }
}
