/** Names and texts come from anybody: how they are shown so that they can steer nothing. */

/** Controls, what turns the direction of writing or is not shown at all, what ends a line, and halves of characters. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same text with every character that a terminal would obey, or not show, written out, as in JSON. */
export function visible(text: string): string {
  return text.replaceAll(unsafe, (char) => char.split('').map(writtenOut).join(''));
}

/** At most that many characters, and a sign that there were more. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function writtenOut(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
