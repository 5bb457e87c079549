/** Pure: a command that is run in another place, such as a network namespace. */

/** `enter` goes before the command; nothing there leaves it where this process is. */
export function entered(enter: readonly string[], ...line: readonly [string, ...string[]]): { command: string; args: readonly string[] } {
  const [command = '', ...args] = [...enter, ...line];
  return { command, args };
}
