/** Berth's mark: the words in an object's description (an iRule: in its first line) that say whose it is. */

/** `berth/1 <installation>`, then what the kind of object adds. */
export function markOf(installation: string, ...words: readonly string[]): string {
  return ['berth/1', installation, ...words].join(' ');
}

export type Mark = { readonly installation: string; readonly words: readonly string[] };

/** Undefined for a text without a mark. */
export function parseMark(text: string): Mark | undefined {
  const [version, installation, ...words] = text.trim().split(/\s+/);
  return version === 'berth/1' && installation !== undefined ? { installation, words } : undefined;
}
