/** Compares what came back with what a table expects, and says where they differ. */

type Mode = 'like' | 'exactly';

/** The first difference, undefined if there is none. Lists are compared whole; of an object, `like` looks only at what is expected. */
export function difference(actual: unknown, expected: unknown, mode: Mode, at: string): string | undefined {
  if (expected instanceof RegExp) return typeof actual === 'string' && expected.test(actual) ? undefined : told(at, actual, expected);
  if (typeof expected === 'function') return expected(actual) === true ? undefined : told(at, actual, expected.name);
  if (Array.isArray(expected)) return listDifference(actual, expected, mode, at);
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected) ? undefined : told(at, actual, expected);
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return told(at, actual, expected);
  for (const [name, value] of Object.entries(expected)) {
    const found = difference((actual as Readonly<Record<string, unknown>>)[name], value, mode, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  const surplus = mode === 'like' ? undefined : Object.entries(actual).find(([name]) => !Object.hasOwn(expected, name));
  return surplus === undefined ? undefined : told(`${at}.${surplus[0]}`, surplus[1], undefined);
}

function listDifference(actual: unknown, expected: readonly unknown[], mode: Mode, at: string): string | undefined {
  if (!Array.isArray(actual) || actual.length !== expected.length) return told(at, actual, expected);
  for (const [index, value] of expected.entries()) {
    const found = difference(actual[index], value, mode, `${at}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function told(at: string, actual: unknown, expected: unknown): string {
  return `${at} is ${shown(actual)}, not ${shown(expected)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  return value instanceof RegExp ? String(value) : JSON.stringify(value);
}
