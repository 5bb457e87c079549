/** iRules. They have no description: a mark stands in the text. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Rule = z
  .object({ fullPath: z.string(), apiAnonymous: z.string().default('') })
  .transform(({ fullPath, apiAnonymous }) => ({ path: fullPath, text: normalRule(apiAnonymous) }));
export type Rule = z.infer<typeof Rule>;

const path = '/mgmt/tm/ltm/rule';

export function listRules(partition: string): List<Rule> {
  return { path, partition, query: { $select: 'fullPath,apiAnonymous' }, schema: Rule, pageSize: 20 };
}

export function getRule(rule: string): Read<Rule> {
  return { request: { method: 'GET', path: `${path}/${idOf(rule)}` }, schema: Rule };
}

export function createRule(rule: string, text: string): Request {
  return { method: 'POST', path, body: { ...locate(rule), apiAnonymous: text } };
}

export function modifyRule(rule: string, text: string): Request {
  return { method: 'PATCH', path: `${path}/${idOf(rule)}`, body: { apiAnonymous: text } };
}

export function deleteRule(rule: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(rule)}` };
}

/** The form in which BIG-IP returns a rule, for comparing. */
export function normalRule(text: string): string {
  return text.trim();
}
