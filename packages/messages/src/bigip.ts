/** `berth-bigips`: a BIG-IP itself. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { BigipName } from './names.ts';
import { encodeToken } from './tokens.ts';

/** One BIG-IP as its applier sees it. Topic `berth.bigip.<bigip>`. */
export const Bigip = z.object({
  v: z.literal(1),
  kind: z.literal('bigip'),
  epoch: Epoch,
  name: BigipName,
  /** TMOS version, e.g. `16.1.3`. */
  version: z.string(),
  units: z.array(z.object({ address: z.string(), role: z.enum(['active', 'standby', 'unknown']) })),
});
export type Bigip = z.infer<typeof Bigip>;

export function bigipKey(bigip: string): string {
  return encodeToken(bigip);
}
