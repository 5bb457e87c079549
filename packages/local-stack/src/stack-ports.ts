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
export async function checkPorts(sites: readonly SitePlan[], ports: StackOptions['ports']): Promise<void> {
  const places = sites.flatMap(({ address }) => (['http', 'dns', 'bigip'] as const).map((name) => ({ address, name })));
  for (const { address, name } of [...places, { address: '127.0.0.1', name: 'nats' } as const]) {
    const port = ports[name];
    if (!(await isFree(port, address)) || (name === 'dns' && !(await isFreeForUdp(port, address))))
      throw new Error(`port ${port} of ${address}, for ${uses[name]}, is taken: choose another one with \`-- --${name} PORT\``);
  }
}
