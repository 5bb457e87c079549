/** Writes the JSON Schema of berth.yaml and the reference of its fields anew: `npm run editor-schema`. */
import { writeFile } from 'node:fs/promises';
import { configurationReferenceText } from './configuration-reference.ts';
import { editorSchemaText } from './editor-schema.ts';

const docs = new URL('../../../docs/', import.meta.url);
await writeFile(new URL('berth.schema.json', docs), editorSchemaText());
await writeFile(new URL('configuration.md', docs), configurationReferenceText());
