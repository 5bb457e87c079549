/** Text inside `?options=`, which BIG-IP reads as tmsh. */

/** One word of tmsh: quoted unless it is plain. Throws a RangeError for control characters, which tmsh has no way to write. */
export function tmshWord(text: string): string {
  if (/^[A-Za-z0-9._:/%@,+=-]+$/.test(text)) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new RangeError(`${JSON.stringify(text)} can't be written in tmsh`);
  return `"${text.replaceAll(/["\\?*]/g, '\\$&')}"`;
}
