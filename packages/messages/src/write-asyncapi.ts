/** Writes what is told of the topics anew, the AsyncAPI document and the page for people: `npm run asyncapi`. */
import { writeFile } from 'node:fs/promises';
import { asyncapiText } from './asyncapi.ts';
import { topicReferenceText } from './topic-reference.ts';

const docs = new URL('../../../docs/', import.meta.url);
await writeFile(new URL('asyncapi.yaml', docs), asyncapiText());
await writeFile(new URL('topics.md', docs), topicReferenceText());
