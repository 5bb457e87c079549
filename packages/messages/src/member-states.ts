/** `berth-bigips`: what the monitors of a BIG-IP say of the members that came from one engine. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { BigipName, EngineName } from './names.ts';
import { encodeToken } from './tokens.ts';

/** up, down: by the monitors. unknown: no monitor says anything, or an operator forced it down. */
const MemberState = z.enum(['up', 'down', 'unknown']);

/** The members on one BIG-IP that came from one engine. Topic `berth.bigip.<bigip>.<engine>`. Replaces the previous one whole. */
export const MemberStates = z.object({
  v: z.literal(1),
  kind: z.literal('member-states'),
  epoch: Epoch,
  bigip: BigipName,
  engine: EngineName,
  /** Sorted by pool and member. */
  members: z.array(
    z.object({
      /** Without its folder. */
      pool: z.string(),
      /** As BIG-IP names it: `10.0.0.1:80`. */
      member: z.string(),
      /** The first 12 digits of the container's id. */
      container: z.string(),
      state: MemberState,
    }),
  ),
});
export type MemberStates = z.infer<typeof MemberStates>;

export function memberStatesKey(bigip: string, engine: string): string {
  return `${encodeToken(bigip)}.${encodeToken(engine)}`;
}

/** Filter for the states of one BIG-IP's members, engine by engine; `*` for those of all. */
export function memberStatesFilter(bigip: string): string {
  return bigip === '*' ? '*.*' : `${encodeToken(bigip)}.*`;
}
