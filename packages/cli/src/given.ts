/** What may be said with a question. */
import { z } from 'zod';

export const Given = z.object({
  server: z.string().optional(),
  json: z.literal(true).optional(),
  all: z.literal(true).optional(),
  reason: z.string().optional(),
});
export type Given = z.infer<typeof Given>;
