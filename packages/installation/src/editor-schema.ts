/** The JSON Schema of berth.yaml, by which editors check it and show what each field means. */
import { z } from 'zod';
import { Installation } from './installation.ts';

/** As text, ready to be written. */
export function editorSchemaText(): string {
  // As an operator writes it: durations as text, and whatever has a default may be left out.
  const schema = z.toJSONSchema(Installation, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ title: 'berth.yaml', ...schema }, undefined, 2)}\n`;
}
