/** Whether the applier may write, and if not, why: judged anew before every write, and told when it changes. */
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '@berth/bus';
import type { Status } from '@berth/messages';
import type { Inputs } from './inputs.ts';
import type { Link } from './link.ts';
import type { Resources } from './resources.ts';
import { standing } from './standing.ts';
import type { ApplierTarget } from './target.ts';

export type JudgeOptions = {
  readonly target: ApplierTarget;
  readonly resources: Resources;
  readonly inputs: Inputs;
  readonly link: Pick<Link, 'obstacle'>;
  readonly log: Log;
  /** Called when the status may tell something else. */
  readonly touch: () => void;
};

export class Judge {
  readonly #options: JudgeOptions;
  #state: Status['state'] = { kind: 'waiting', reason: 'it has just begun' };

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** As it was judged last. */
  get state(): Status['state'] {
    return this.#state;
  }

  judge(): Status['state'] {
    const { target, resources, inputs, link, log, touch } = this.#options;
    const { control, documents, readiness } = inputs;
    const state = standing({
      permission: control.permission,
      holdsOurs: resources.holdsOurs(),
      documents: readiness.documents(documents, performance.now()),
      obstacle: link.obstacle ?? resources.obstacle(),
    });
    if (isDeepStrictEqual(state, this.#state)) return state;
    this.#state = state;
    log.info({ bigip: target.bigip.name, state }, 'changed its state');
    touch();
    return state;
  }
}
