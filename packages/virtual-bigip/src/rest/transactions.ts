/** Transactions: commands are queued and echoed, and done together at the commit. */

import type { ChangeLog } from '../change-log.ts';
import { Refusal } from '../configuration/refusal.ts';
import type { Device, Json, JsonObject } from '../configuration/resource.ts';
import type { Configuration, Operation } from './configuration.ts';
import type { Request } from './request.ts';

type Command = { readonly commandId: number; evalOrder: number; readonly operation: Operation; readonly uri: string };
type State = 'STARTED' | 'VALIDATING' | 'COMPLETED' | 'FAILED';

type Transaction = {
  readonly transId: number;
  state: State;
  timeoutSeconds: number;
  asyncExecution: boolean;
  validateOnly: boolean;
  failureReason: string;
  /** In milliseconds; silence longer than timeoutSeconds ends it. */
  touched: number;
  readonly commands: Command[];
  nextCommand: number;
};

const FIRST_TIMEOUT = 120;

export class Transactions {
  readonly #device: Device;
  readonly #configuration: Configuration;
  readonly #changes: ChangeLog;
  readonly #open = new Map<number, Transaction>();
  #lastId = 0;

  constructor(device: Device, configuration: Configuration, changes: ChangeLog) {
    this.#changes = changes;
    this.#device = device;
    this.#configuration = configuration;
  }

  /** Queues a write; the answer echoes it. */
  queue(id: string, operation: Operation): JsonObject {
    const transaction = this.#find(id);
    if (transaction.state !== 'STARTED') throw unknown(id);
    const { kind } = this.#configuration.route(operation.segments);
    if (kind !== 'collection' && kind !== 'item') throw notAllowed(id, operation.method);
    const commandId = transaction.nextCommand;
    transaction.nextCommand += 1;
    const uri = `https://localhost/mgmt/tm/${operation.segments.map((segment) => segment.replaceAll('%', '%25')).join('/')}${operation.query === '' ? '' : `?${operation.query}`}`;
    const command: Command = { commandId, evalOrder: commandId, operation, uri };
    transaction.commands.push(command);
    return this.#renderCommand(transaction, command);
  }

  /** Requests for `/mgmt/tm/transaction` and below. `coordinated` is the header that only commands may have. */
  answer({ method, path }: Request, rest: readonly string[], body: JsonObject, coordinated: string | undefined): JsonObject | undefined {
    this.#expire();
    if (coordinated !== undefined && method !== 'GET') throw notAllowed(coordinated, method);
    const [id, section, command, ...more] = rest;
    if (id === undefined) {
      if (method === 'POST') return this.#renderTransaction(this.#begin(body));
      if (method === 'GET') return this.#list();
      throw new Refusal(404, 'Missing transaction ID for this call.', 1);
    }
    const transaction = this.#find(id);
    if (section === undefined) return this.#one(method, transaction, body);
    if (section !== 'commands' || more.length > 0)
      throw new Refusal(400, `Found invalid command id ${path.replace(/^.*\/commands\//, '')}.`, 1);
    return this.#command(method, transaction, command, body);
  }

  #begin({ timeoutSeconds = FIRST_TIMEOUT, asyncExecution = false, validateOnly = false }: JsonObject): Transaction {
    // Sixteen digits, from microseconds, and never the same twice.
    this.#lastId = Math.max(this.#lastId + 1, this.#device.now() * 1000 + Math.floor(Math.random() * 1000));
    const transaction: Transaction = {
      transId: this.#lastId,
      state: 'STARTED',
      timeoutSeconds: seconds(timeoutSeconds),
      asyncExecution: asyncExecution === true,
      validateOnly: validateOnly === true,
      failureReason: '',
      touched: this.#device.now(),
      commands: [],
      nextCommand: 1,
    };
    this.#open.set(transaction.transId, transaction);
    return transaction;
  }

  #one(method: string, transaction: Transaction, body: JsonObject): JsonObject | undefined {
    if (method === 'GET') return this.#renderTransaction(transaction);
    if (method === 'DELETE') {
      this.#open.delete(transaction.transId);
      return undefined;
    }
    if (method !== 'PATCH') throw new Refusal(405, `Method ${method} is not allowed on a transaction.`, 1);
    if (transaction.state !== 'STARTED') throw unknown(String(transaction.transId));
    const { state, timeoutSeconds, asyncExecution, validateOnly } = body;
    if (timeoutSeconds !== undefined) transaction.timeoutSeconds = seconds(timeoutSeconds);
    if (asyncExecution !== undefined) transaction.asyncExecution = asyncExecution === true;
    if (validateOnly !== undefined) transaction.validateOnly = validateOnly === true;
    if (state === undefined) return this.#renderTransaction(transaction);
    if (state !== 'VALIDATING') throw new Refusal(400, `invalid property value "state":"${String(state)}"`, 1);
    if (transaction.commands.length === 0) throw new Refusal(404, 'there is no command to commit in the transaction.', 1);
    if (transaction.asyncExecution) {
      transaction.state = 'VALIDATING';
      const began = this.#renderTransaction(transaction);
      setImmediate(this.#changes.resume(() => this.#commit(transaction)));
      return began;
    }
    const failure = this.#commit(transaction);
    if (failure !== undefined) throw new Refusal(400, failure, 2);
    return this.#renderTransaction(transaction);
  }

  /** Carries the commands out in order; a refusal undoes them all and is returned. */
  #commit(transaction: Transaction): string | undefined {
    const commands = transaction.commands.toSorted((a, b) => a.evalOrder - b.evalOrder);
    const work = () => {
      for (const { operation } of commands) this.#configuration.perform(operation);
    };
    try {
      if (transaction.validateOnly) this.#device.store.rehearse(work);
      else this.#device.store.change(work);
      transaction.state = 'COMPLETED';
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      transaction.state = 'FAILED';
      transaction.failureReason = `transaction failed:${error.message}`;
      return transaction.failureReason;
    }
  }

  #command(method: string, transaction: Transaction, id: string | undefined, body: JsonObject): JsonObject | undefined {
    if (id === undefined) {
      if (method !== 'GET') throw new Refusal(405, `Method ${method} is not allowed on the commands of a transaction.`, 1);
      const items = transaction.commands
        .toSorted((a, b) => a.evalOrder - b.evalOrder)
        .map((command) => this.#renderCommand(transaction, command));
      return { kind: 'tm:transaction:commandscollectionstate', selfLink: this.#link(`${transaction.transId}/commands`), items };
    }
    const command = transaction.commands.find(({ commandId }) => String(commandId) === id);
    if (command === undefined) throw new Refusal(400, `Found invalid command id ${id}.`, 1);
    if (method === 'DELETE') {
      transaction.commands.splice(transaction.commands.indexOf(command), 1);
      return undefined;
    }
    if (method === 'PATCH') {
      const { evalOrder } = body;
      if (typeof evalOrder !== 'number') throw new Refusal(400, `invalid property value "evalOrder":"${String(evalOrder)}"`, 1);
      const others = transaction.commands.filter((one) => one !== command).toSorted((a, b) => a.evalOrder - b.evalOrder);
      for (const [at, one] of others.toSpliced(Math.max(evalOrder - 1, 0), 0, command).entries()) one.evalOrder = at + 1;
    }
    return this.#renderCommand(transaction, command);
  }

  /** Silence ends a transaction. */
  #expire(): void {
    const now = this.#device.now();
    for (const [key, { touched, timeoutSeconds }] of this.#open) if (touched + timeoutSeconds * 1000 <= now) this.#open.delete(key);
  }

  #find(id: string): Transaction {
    this.#expire();
    const found = this.#open.get(Number(id));
    if (found === undefined) throw unknown(id);
    found.touched = this.#device.now();
    return found;
  }

  #list(): JsonObject {
    const items = [...this.#open.values()].map((transaction) => this.#renderTransaction(transaction));
    return { kind: 'tm:transactioncollectionstate', selfLink: this.#link(''), items };
  }

  #renderTransaction({ transId, state, timeoutSeconds, asyncExecution, validateOnly, failureReason }: Transaction): JsonObject {
    const times = { executionTimeout: 300, executionTime: 0 };
    return {
      transId,
      state,
      timeoutSeconds,
      asyncExecution,
      validateOnly,
      ...times,
      failureReason,
      kind: 'tm:transactionstate',
      selfLink: this.#link(String(transId)),
    };
  }

  #renderCommand({ transId }: Transaction, { commandId, evalOrder, operation, uri }: Command): JsonObject {
    const { method, body } = operation;
    return {
      method,
      uri,
      body,
      evalOrder,
      commandId,
      kind: 'tm:transaction:commandsstate',
      selfLink: this.#link(`${transId}/commands/${commandId}`),
    };
  }

  #link(path: string): string {
    return `https://localhost/mgmt/tm/transaction${path === '' ? '' : `/${path}`}?ver=${this.#device.version}`;
  }
}

function seconds(value: Json): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new Refusal(400, `invalid property value "timeoutSeconds":"${String(value)}"`, 1);
  return value;
}

function unknown(id: string): Refusal {
  return new Refusal(404, `Found invalid transaction id ${id}.`, 1);
}

function notAllowed(id: string, method: string): Refusal {
  return new Refusal(400, `Transaction ${id} operation ${method} is not allowed to be added to transaction.`, 1);
}
