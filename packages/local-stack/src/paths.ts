/** Where things lie in the repository. */
import { join, resolve } from 'node:path';

/** The top of the repository. */
export const repository = resolve(import.meta.dirname, '../../..');

/** Everything that runs leave behind, and nothing that is kept: not under version control. */
export const berthDirectory = join(repository, '.berth');

/** Where the stack has its files. Its tests give it a place of its own. */
export const stackDirectory = process.env['BERTH_STACK'] ?? berthDirectory;
