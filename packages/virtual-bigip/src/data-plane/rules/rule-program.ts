/** Puts the rules of a virtual server together as one Tcl procedure in which a connection lives. */
import { type PlainRule, tclList } from '../../tcl/index.ts';

export type LoadedRule = { readonly path: string; readonly plain: PlainRule };

export type RuleProgram = {
  /** Defines the procedure. */
  readonly script: string;
  /** Event, arm and rule of each handler, in the order in which they run, as the Tcl process takes them. */
  readonly arms: readonly string[];
  /** The rule whose handler comes first, for each event that one waits for. */
  readonly events: ReadonlyMap<string, string>;
};

/**
 * The program named `name` for the handlers of `rules`: lower priorities first, then in the order of the rules.
 * It runs one arm at each call, so all handlers of a connection share their variables, as in TMM.
 */
export function ruleProgram(name: string, rules: readonly LoadedRule[]): RuleProgram {
  const handlers = rules
    .flatMap(({ path, plain }) => plain.handlers.map((handler) => ({ ...handler, path })))
    .toSorted((one, other) => one.priority - other.priority);
  const events = new Map<string, string>();
  for (const { event, path } of handlers) if (!events.has(event)) events.set(event, path);
  const bodies = handlers.map(({ body }, arm) => `${arm} {${body}}`).join('\n');
  return {
    script: `proc {program ${name}} {} {
while 1 {set ::tmm::code [catch {switch -- [::tmm::yield $::tmm::code] {
${bodies}
}} ::tmm::message ::tmm::options]}}`,
    arms: handlers.flatMap(({ event, path }, arm) => [event, String(arm), path]),
    events,
  };
}

/** Tcl that defines the procedures of a rule, for `call`. */
export function ruleProcedures({ path, plain }: LoadedRule): string {
  return plain.procedures.map(({ name, parameters, body }) => tclList(['proc', `procedure ${path} ${name}`, parameters, body])).join('\n');
}
