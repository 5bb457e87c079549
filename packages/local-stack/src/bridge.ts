/** Network bridges of this machine, each with a subnet that nothing else here uses. */
import { randomBytes, randomInt } from 'node:crypto';
import { BlockList } from 'node:net';
import { z } from 'zod';
import { runCommand } from './run-command.ts';

const Routes = z.array(z.object({ dst: z.string(), dev: z.string().optional() }));

/** A bridge of this machine. Its block of addresses has a quarter for the bridge itself, and a half for further networks. */
export type Bridge = { readonly name: string; readonly subnet: string; readonly gateway: string; readonly furtherNetworks: string };

/** A name that no interface here has. */
export function bridgeName(): string {
  return `berth-${randomBytes(4).toString('hex')}`;
}

/** Makes the bridge, with a free subnet out of 10.64.0.0/10. Two processes that do it at once get different ones. */
export async function makeBridge(name: string): Promise<Bridge> {
  await runCommand('ip', 'link', 'add', name, 'type', 'bridge');
  for (let attempt = 0; attempt < 200; attempt++) {
    const second = randomInt(64, 128);
    const third = randomInt(16) * 16;
    const block = { from: `10.${second}.${third}.0`, to: `10.${second}.${third + 15}.255` };
    if (overlaps(await routes(), block)) continue;
    const gateway = `10.${second}.${third}.1`;
    await runCommand('ip', 'addr', 'add', `${gateway}/22`, 'dev', name);
    await runCommand('ip', 'link', 'set', name, 'up');
    const others = (await routes()).filter(({ dev }) => dev !== name);
    if (!overlaps(others, block)) return { name, gateway, subnet: `${block.from}/22`, furtherNetworks: `10.${second}.${third + 8}.0/21` };
    await runCommand('ip', 'addr', 'flush', 'dev', name);
  }
  throw new Error('no free subnet found in 10.64.0.0/10: see `ip route`');
}

async function routes(): Promise<z.infer<typeof Routes>> {
  return Routes.parse(JSON.parse(await runCommand('ip', '-json', '-4', 'route', 'show', 'table', 'all')));
}

function overlaps(existing: z.infer<typeof Routes>, block: { from: string; to: string }): boolean {
  const ours = new BlockList();
  ours.addRange(block.from, block.to);
  return existing.some(({ dst }) => {
    const [address = '', length = '32'] = dst.split('/');
    if (!/^[\d.]+$/.test(address)) return false;
    const theirs = new BlockList();
    theirs.addSubnet(address, Number(length));
    return ours.check(address) || theirs.check(block.from);
  });
}
