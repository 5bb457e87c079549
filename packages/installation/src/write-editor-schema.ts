/** Writes the JSON Schema of berth.yaml anew: `npm run editor-schema`. */
import { writeFile } from 'node:fs/promises';
import { editorSchemaText } from './editor-schema.ts';

await writeFile(new URL('../../../docs/berth.schema.json', import.meta.url), editorSchemaText());
