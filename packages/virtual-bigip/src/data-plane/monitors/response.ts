/** What a response says to a monitor that expects something. */
import type { TrafficMonitor } from '../../traffic.ts';

/** `text` is what came so far; undefined if that doesn't tell yet. */
export function verdictOn(
  text: string,
  { recv, recvDisable }: Pick<TrafficMonitor, 'recv' | 'recvDisable'>,
): 'up' | 'disabled' | undefined {
  if (recvDisable !== '' && matches(recvDisable, text)) return 'disabled';
  if (recv === '' ? text !== '' && recvDisable === '' : matches(recv, text)) return 'up';
  return undefined;
}

/** Case doesn't count. What is no regular expression stands for itself. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'is').test(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text.toLowerCase().includes(pattern.toLowerCase());
    throw error;
  }
}
