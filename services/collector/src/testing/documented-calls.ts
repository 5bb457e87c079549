/** The calls to an engine that the collector's README lists. */
import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** As they are written there, `GET /containers/{id}/json` for one. */
export const documentedCalls: readonly string[] = [...readme.matchAll(/^\| `(GET \/[^`]*)` \|/gm)].map(([, call = '']) => call);

const patterns = documentedCalls.map((call) => ({ call, pattern: new RegExp(`^${call.replace('{id}', '[0-9a-f]{64}')}(\\?|$)`) }));

/** Which of them a request is. */
export function documentedCall(request: string): string | undefined {
  return patterns.find(({ pattern }) => pattern.test(request))?.call;
}
