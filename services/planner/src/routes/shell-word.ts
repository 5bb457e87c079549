/** Pure: names that somebody else chose, in commands that an operator may paste. */
import { visible } from '@berth/messages';

/** One word of a shell's command line, whatever stands in it. */
export function shellWord(text: string): string {
  return /^[\w./:%@+-]+$/.test(text) && !text.startsWith('-') ? text : `'${visible(text).replaceAll("'", `'\\''`)}'`;
}
