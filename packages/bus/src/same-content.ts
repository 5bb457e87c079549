/** Whether two documents say the same. */
import { volatileFields } from '@berth/messages';

/** Like comparing `contentOf`, without making the bytes: volatile fields at the top don't count, nor does a field that is undefined. */
export function sameContent(a: unknown, b: unknown): boolean {
  return isObject(a) && isObject(b) ? sameFields(a, b, volatileFields) : false;
}

const none: ReadonlySet<string> = new Set();

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  return Array.isArray(a) === Array.isArray(b) && sameFields(a, b, none);
}

function sameFields(a: Fields, b: Fields, without: ReadonlySet<string>): boolean {
  let extra = 0;
  for (const name in b) if (b[name] !== undefined && !without.has(name)) extra++;
  for (const name in a) {
    const value = a[name];
    if (value === undefined || without.has(name)) continue;
    if (!same(value, b[name])) return false;
    extra--;
  }
  return extra === 0;
}
