/** Every command. To add one, declare it and name it here. */

import { bash } from './bash.ts';
import type { Command } from './command.ts';
import { configSync } from './config-sync.ts';
import { failover } from './failover.ts';
import { publish } from './publish-policy.ts';
import { load, save } from './save-load.ts';
import { list, move, remove } from './unix-files.ts';

export const commands: readonly Command[] = [save, load, publish, bash, list, remove, move, configSync, failover];
