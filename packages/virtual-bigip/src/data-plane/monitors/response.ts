/** What a response says to a monitor that expects something. */
import type { TrafficMonitor } from '../../traffic.ts';

/** `disabled`: it answers, and asks for no new connections. */
export type Verdict = { readonly kind: 'up' | 'disabled' } | { readonly kind: 'failed'; readonly reason: string };

type Expectation = Pick<TrafficMonitor, 'recv' | 'recvDisable' | 'matchMeans'>;

/** Undefined if what came `so-far` doesn't tell yet. */
export function verdictOn(text: string, { recv, recvDisable, matchMeans }: Expectation, came: 'so-far' | 'all'): Verdict | undefined {
  if (recvDisable !== '' && matches(recvDisable, text)) return { kind: 'disabled' };
  if (recv !== '' && matches(recv, text)) {
    return matchMeans === 'up' ? { kind: 'up' } : { kind: 'failed', reason: 'the response is the one that means down' };
  }
  const anyWillDo = recv === '' || matchMeans === 'down';
  if (came === 'so-far') return anyWillDo && text !== '' && recvDisable === '' && matchMeans === 'up' ? { kind: 'up' } : undefined;
  if (text === '') return { kind: 'failed', reason: 'no response' };
  return anyWillDo ? { kind: 'up' } : { kind: 'failed', reason: 'the response is another one' };
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
