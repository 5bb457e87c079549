/** Runs the rules of virtual servers, always as they are configured. */
import type { TrafficChange, TrafficConfiguration, TrafficVirtual } from '../../traffic.ts';
import { contextFields, type Effect, type EventContext, type LogEffect, nothingKnown, readEffects } from './rule-effects.ts';
import { type Program, RulePrograms, type VersionedRule } from './rule-programs.ts';
import { type MemberView, RuleQuestions } from './rule-questions.ts';
import { TclProcess } from './tcl-process.ts';

/** What an event leads to. With a failure the connection is to be reset: the rules did not run to their end. */
export type Outcome = { readonly effects: readonly Effect[]; readonly failure?: { readonly rule: string; readonly message: string } };

/** The rules of one client connection, whose variables live as long as it does. */
export interface RuleConnection {
  /** Whether a rule waits for `event`. */
  handles(event: string): boolean;
  /** Runs what waits for `event`. An error in a rule is logged and told as a failure; this never fails. */
  fire(event: string, context: EventContext): Promise<Outcome>;
  end(): void;
}

export type RuleEngineOptions = {
  readonly configuration: TrafficConfiguration;
  readonly members: MemberView;
  readonly log: (line: string) => void;
  /** The time that rules are told, in ms. */
  readonly now: () => number;
};

export class RuleEngine implements AsyncDisposable {
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  readonly #process: TclProcess;
  readonly #programs: RulePrograms;
  readonly #endFollowing: () => void;
  /** Version and process of each rule for which RULE_INIT was fired. */
  readonly #initialised = new Map<string, string>();
  #connections = 0;
  #answersHold: boolean = true;

  constructor({ configuration, members, log, now }: RuleEngineOptions) {
    this.#log = log;
    this.#now = now;
    this.#programs = new RulePrograms(configuration, (program) => this.#unload(program));
    const questions = new RuleQuestions({ configuration, members, procedures: (path) => this.#programs.procedures(path) });
    this.#process = new TclProcess((question) => questions.answer(question));
    this.#endFollowing = configuration.onChange((change) => this.#follow(change));
    for (const virtual of configuration.virtuals()) this.#programOf(virtual);
  }

  /** The rules for a new connection to `virtual`, or undefined when it has none. Later changes of the rules don't reach the connection. */
  connection(virtual: TrafficVirtual): RuleConnection | undefined {
    const program = this.#programOf(virtual);
    return program === undefined ? undefined : this.#connect(program);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#endFollowing();
    await this.#process[Symbol.asyncDispose]();
  }

  #follow(change: TrafficChange): void {
    this.#answersHold = false;
    if (change.kind === 'rule' && this.#process.runs()) this.#process.tell(['procedures', change.path]);
    for (const program of this.#programs.follow(change)) this.#load(program);
  }

  #programOf(virtual: TrafficVirtual): Program | undefined {
    const program = this.#programs.of(virtual);
    if (program !== undefined) this.#load(program);
    return program;
  }

  #load(program: Program): void {
    const incarnation = this.#process.incarnation();
    if (program.loadedInto === incarnation) return;
    program.loadedInto = incarnation;
    for (const rule of program.rules) this.#initialise(rule, incarnation);
    this.#process.tell(['load', program.name, program.script, ...program.arms]);
  }

  #unload(program: Program): void {
    if (this.#process.runs(program.loadedInto)) this.#process.tell(['unload', program.name]);
  }

  /** RULE_INIT comes once for each version of a rule. */
  #initialise(rule: VersionedRule, incarnation: number): void {
    const state = `${rule.version} ${incarnation}`;
    const handlers = rule.plain.handlers.filter(({ event }) => event === 'RULE_INIT');
    if (handlers.length === 0 || this.#initialised.get(rule.path) === state) return;
    this.#initialised.set(rule.path, state);
    const program = this.#programs.make([{ ...rule, plain: { ...rule.plain, handlers } }]);
    this.#process.tell(['load', program.name, program.script, ...program.arms]);
    program.loadedInto = incarnation;
    const connection = this.#connect(program);
    void connection.fire('RULE_INIT', nothingKnown).then(() => connection.end());
  }

  #connect(program: Program): RuleConnection {
    const id = String(++this.#connections);
    /** The process that has its variables. */
    let livesIn: number | undefined;
    program.users += 1;
    return {
      handles: (event) => program.events.has(event),
      fire: async (event, context) => {
        const rule = program.events.get(event);
        if (rule === undefined) return { effects: [] };
        this.#load(program);
        livesIn ??= program.loadedInto;
        if (!this.#process.runs(livesIn)) return this.#failed({ effects: [], event, rule, message: 'the Tcl process was started anew' });
        return this.#fire(
          ['fire', id, program.name, event, String(Math.floor(this.#now() / 1000)), ...contextFields(context)],
          event,
          rule,
        );
      },
      end: () => {
        if (livesIn !== undefined && this.#process.runs(livesIn)) this.#process.tell(['end', id]);
        this.#programs.release(program);
      },
    };
  }

  async #fire(fields: readonly string[], event: string, firstRule: string): Promise<Outcome> {
    if (!this.#answersHold) this.#process.tell(['changed']);
    this.#answersHold = true;
    let reply: string[];
    try {
      reply = await this.#process.call(fields);
    } catch (error) {
      return this.#failed({ effects: [], event, rule: firstRule, message: error instanceof Error ? error.message : 'stopped' });
    }
    const [kind, ...words] = reply;
    if (kind !== 'failed') return { effects: this.#withoutLog(words, event) };
    const [rule = firstRule, message = '', ...effects] = words;
    return this.#failed({ effects: this.#withoutLog(effects, event), event, rule, message });
  }

  #withoutLog(fields: readonly string[], event: string): Effect[] {
    return readEffects(fields).flatMap((effect: Effect | LogEffect) => {
      if (effect.kind !== 'log') return [effect];
      this.#log(effect.rule === '' ? effect.text : `Rule ${effect.rule} <${event}>: ${effect.text}`);
      return [];
    });
  }

  #failed({ effects, event, rule, message }: { effects: Effect[]; event: string; rule: string; message: string }): Outcome {
    this.#log(`01220001:3: TCL error: ${rule} <${event}> - ${message}`);
    return { effects, failure: { rule, message } };
  }
}
