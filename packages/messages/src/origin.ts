/** Where a part of a desired document comes from, and why one is gone. */
import { z } from 'zod';
import { ContainerId, EngineName } from './names.ts';

/** The container that a part of a document comes from. */
export const Origin = z.object({ engine: EngineName, container: ContainerId, name: z.string() });
export type Origin = z.infer<typeof Origin>;

/** Why something went: told in audit and status, and judged by the guard. */
export const GoneCause = z.enum(['stopped', 'forgotten', 'config', 'conflict']);
export type GoneCause = z.infer<typeof GoneCause>;

/** `since`: ms since 1970. */
export const Gone = z.object({ kind: z.literal('gone'), cause: GoneCause, since: z.number() });
