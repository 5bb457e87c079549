/** `berth-bigips`: what the appliers see on each BIG-IP. */
import { z } from 'zod';
import { Bigip } from './bigip.ts';
import { MemberStates } from './member-states.ts';

export const Observed = z.discriminatedUnion('kind', [Bigip, MemberStates]);
export type Observed = z.infer<typeof Observed>;
