/** How berth.yaml names what is already there on a BIG-IP. */
import { z } from 'zod';

export const fullPath = z.string().regex(/^\/[^/\s]+(?:\/[^/\s]+)+$/, 'a full path such as /Common/tcp');
