/** Writes Tcl lists. */

/** A list of `elements`, each as it would be read back. */
export function tclList(elements: Iterable<string>): string {
  return Array.from(elements, listElement).join(' ');
}

function listElement(text: string): string {
  if (/^[\w./:%@+=,*!?^&|~<>()-]+$/.test(text)) return text;
  if (!text.includes('\\') && balanced(text)) return `{${text}}`;
  return text.replaceAll(/[\s\\{}[\]"$;#]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
