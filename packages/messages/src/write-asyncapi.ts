/** Writes the AsyncAPI document anew: `npm run asyncapi`. */
import { writeFile } from 'node:fs/promises';
import { asyncapiText } from './asyncapi.ts';

await writeFile(new URL('../../../docs/asyncapi.yaml', import.meta.url), asyncapiText());
