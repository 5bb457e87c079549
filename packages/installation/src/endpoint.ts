/** Values of the form ADDRESS:PORT, IPv6 in brackets. */
import { Port } from '@berth/messages';
import { z } from 'zod';

const form = /^\[?([^\]]+?)\]?:(\d+)$/;
const expected = 'ADDRESS:PORT, IPv6 in brackets';

export const endpoint = z
  .string()
  .regex(/^(?:\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:]+\]):\d+$/, { error: expected, abort: true })
  .refine((text) => {
    const { address, port } = splitEndpoint(text);
    return z.union([z.ipv4(), z.ipv6()]).safeParse(address).success && Port.safeParse(port).success;
  }, expected);

/** The parts of such a value. */
export function splitEndpoint(text: string): { readonly address: string; readonly port: number } {
  const [, address = '', port = ''] = form.exec(text) ?? [];
  return { address, port: Number(port) };
}
