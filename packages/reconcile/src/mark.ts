/** Berth's mark: the words in an object's description (an iRule: in its first line) that say whose it is. */
import { encodeToken } from '@berth/messages';

/** `berth/1 <installation>`, then what the kind of object adds. */
export function markOf(installation: string, ...words: readonly string[]): string {
  return ['berth/1', installation, ...words].join(' ');
}

/** A name that somebody else chose, as one word of a mark, and no more than a description can hold. */
export function markWord(name: string): string {
  return (/^[\w.-]+$/.test(name) ? name : encodeToken(name)).slice(0, 100);
}

export type Mark = { readonly installation: string; readonly words: readonly string[] };

/** Undefined for a text without a mark. */
export function parseMark(text: string): Mark | undefined {
  const [version, installation, ...words] = text.trim().split(/\s+/);
  return version === 'berth/1' && installation !== undefined ? { installation, words } : undefined;
}
