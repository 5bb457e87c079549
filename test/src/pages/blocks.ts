/** Pure: the fenced blocks of a Markdown page. */

export type Block = {
  /** Path of the page within the repository. */
  readonly page: string;
  /** The nearest one above it; empty before the first. */
  readonly heading: string;
  /** What stands behind the opening fence. */
  readonly language: string;
  /** Without the indentation of its fence, and without the last line's end. */
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
};

/** In order. Throws where a block has no end. */
export function blocksOf(page: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let heading = '';
  let open: { readonly indent: string; readonly language: string; readonly line: number; readonly lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open === undefined) {
      const [, indent = '', language = ''] = /^( *)```(.*)$/.exec(line) ?? [];
      if (/^ *```/.test(line)) open = { indent, language, line: index + 1, lines: [] };
      else heading = /^#+ (.+)$/.exec(line)?.[1] ?? heading;
    } else if (line === `${open.indent}\`\`\``) {
      blocks.push({ page, heading, language: open.language, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    } else open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block has no end`);
  return blocks;
}
