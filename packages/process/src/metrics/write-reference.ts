/** `npm run metrics`: writes docs/metrics.md anew. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { metricsFile, metricsReference } from './reference.ts';

await writeFile(resolve(import.meta.dirname, '../../../..', metricsFile), await metricsReference());
