/** Whether a name server answers as it should. */
import { Resolver } from 'node:dns/promises';

/** Asks once, over UDP; true when there is an address. Never rejects. */
export async function hasAddress({
  address = '127.0.0.1',
  port,
  name,
}: {
  readonly address?: string;
  readonly port: number;
  readonly name: string;
}): Promise<boolean> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([`${address}:${port}`]);
  try {
    return (await resolver.resolve4(name)).length > 0;
  } catch {
    return false;
  }
}
