/** Keeps the programs of virtual servers equal to the rules that are configured. */
import { rewriteRule } from '../../tcl/index.ts';
import type { TrafficChange, TrafficConfiguration, TrafficVirtual } from '../../traffic.ts';
import { type LoadedRule, type RuleProgram, ruleProcedures, ruleProgram } from './rule-program.ts';

/** A rule as it was written at one time; no two have the same version. */
export type VersionedRule = LoadedRule & { readonly version: number };

/** The handlers of a list of rules as they were written at one time. */
export type Program = RuleProgram & {
  readonly name: string;
  readonly rules: readonly VersionedRule[];
  /** The process that has it. */
  loadedInto: number;
  /** Virtual servers and connections. */
  users: number;
};

export class RulePrograms {
  readonly #configuration: TrafficConfiguration;
  readonly #unused: (program: Program) => void;
  readonly #rules = new Map<string, VersionedRule>();
  /** By the rules' paths and versions. */
  readonly #programs = new Map<string, Program>();
  readonly #ofVirtual = new Map<string, Program>();
  #count = 0;

  /** `unused` hears of each program that nothing uses any more. */
  constructor(configuration: TrafficConfiguration, unused: (program: Program) => void) {
    this.#configuration = configuration;
    this.#unused = unused;
  }

  /** The program of `virtual`, or undefined when it has no rules. */
  of({ name, rules: paths }: Pick<TrafficVirtual, 'name' | 'rules'>): Program | undefined {
    const rules = paths.flatMap((path) => this.rule(path) ?? []);
    const key = keyOf(rules);
    const known = this.#ofVirtual.get(name);
    if (known !== undefined && keyOf(known.rules) === key) return known;
    const program = rules.length === 0 ? undefined : (this.#programs.get(key) ?? this.make(rules));
    if (program !== undefined) {
      this.#programs.set(key, program);
      this.#ofVirtual.set(name, program);
      program.users += 1;
    } else this.#ofVirtual.delete(name);
    if (known !== undefined) this.release(known);
    return program;
  }

  /** A program of `rules` that no virtual server uses yet. */
  make(rules: readonly VersionedRule[]): Program {
    const name = String(++this.#count);
    return { name, rules, ...ruleProgram(name, rules), loadedInto: 0, users: 0 };
  }

  /** Tells that one of its users has gone. */
  release(program: Program): void {
    program.users -= 1;
    if (program.users > 0) return;
    const key = keyOf(program.rules);
    if (this.#programs.get(key) === program) this.#programs.delete(key);
    this.#unused(program);
  }

  /** The programs that virtual servers have since `change` and did not have before. */
  follow({ kind, path }: TrafficChange): Program[] {
    if (kind === 'rule') this.#rules.delete(path);
    else if (kind !== 'virtual') return [];
    const names = kind === 'virtual' ? [path] : [...this.#ofVirtual.keys()];
    return names.flatMap((name) => {
      const before = this.#ofVirtual.get(name);
      const after = this.of(this.#configuration.virtual(name) ?? { name, rules: [] });
      return after === undefined || after === before ? [] : [after];
    });
  }

  rule(path: string): VersionedRule | undefined {
    const known = this.#rules.get(path);
    if (known !== undefined) return known;
    const source = this.#configuration.rule(path);
    if (source === undefined) return undefined;
    const rule = { path, plain: rewriteRule(source), version: ++this.#count };
    this.#rules.set(path, rule);
    return rule;
  }

  /** Tcl that defines the procedures of a rule. */
  procedures(path: string): string | undefined {
    const rule = this.rule(path);
    return rule === undefined ? undefined : ruleProcedures(rule);
  }
}

function keyOf(rules: readonly VersionedRule[]): string {
  return rules.map(({ version }) => version).join(' ');
}
