/** Which keys a filter means. */

/** As NATS does: `*` stands for one token, a final `>` for one or more. */
export function matches(filter: string, key: string): boolean {
  const wanted = filter.split('.');
  const tokens = key.split('.');
  const isOpen = wanted.at(-1) === '>';
  if (isOpen ? tokens.length < wanted.length : tokens.length !== wanted.length) return false;
  return (isOpen ? wanted.slice(0, -1) : wanted).every((token, index) => token === '*' || token === tokens[index]);
}
