/** Where the repository is. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(fileURLToPath(import.meta.url), '../../../..');
