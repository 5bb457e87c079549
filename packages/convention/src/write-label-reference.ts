/** Writes the reference of all labels anew: `npm run labels`. */
import { writeFile } from 'node:fs/promises';
import { labelReferenceText } from './label-reference.ts';

await writeFile(new URL('../../../docs/labels.md', import.meta.url), labelReferenceText());
