/** What the rest of the virtual BIG-IP uses of the Tcl reader. */
export { checkRule } from './check-rule.ts';
export { type PlainRule, rewriteRule } from './rewrite-rule.ts';
export { tclList } from './write-list.ts';
