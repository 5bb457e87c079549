/** The few calls to a Docker engine that the collector makes, each with its own time limit. Without a version in the path the engine's own is used. */
import type { Readable } from 'node:stream';
import type { ContainerId } from '@berth/messages';
import { z } from 'zod';
import { Listed, ListedNetwork, reasonIn, Version } from './answers.ts';
import { type Connection, connectionTo, type EngineAddress } from './connect.ts';
import { DockerError } from './errors.ts';
import { type DockerEvent, eventFilters, readEvent } from './events.ts';
import { linesOf } from './lines.ts';
import { type Asking, ask, askForStream } from './request.ts';

/** What the engine says about one container. `failed`: it answers, but not about this one. */
export type Inspection =
  | { readonly kind: 'found'; readonly answer: unknown }
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly reason: string };

const patience = 5_000;
/** An inspect waits while the container is being started or taken down. */
const inspectPatience = 10_000;

/** One engine's API over kept-alive connections, until it is disposed. Calls throw a DockerError, or the signal's reason. */
export class EngineApi implements Disposable {
  readonly #connection: Connection;
  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  static async of(engine: EngineAddress): Promise<EngineApi> {
    try {
      return new EngineApi(await connectionTo(engine));
    } catch (cause) {
      throw new DockerError('unreachable', engine.url, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  [Symbol.dispose](): void {
    this.#connection.agent.destroy();
  }

  async version(signal: AbortSignal): Promise<Version> {
    return await this.#read({ path: '/version' }, Version, signal);
  }

  async ping(timeout: number, signal: AbortSignal): Promise<void> {
    await ask(this.#connection, { path: '/_ping', timeout }, signal);
  }

  /** Every container, whatever its state. */
  async containers(signal: AbortSignal): Promise<Listed[]> {
    return await this.#read({ path: '/containers/json', query: { all: 1 } }, z.array(Listed), signal);
  }

  async networks(signal: AbortSignal): Promise<ListedNetwork[]> {
    return await this.#read({ path: '/networks' }, z.array(ListedNetwork), signal);
  }

  async inspect(id: ContainerId, signal: AbortSignal): Promise<Inspection> {
    const path = `/containers/${id}/json`;
    try {
      return { kind: 'found', answer: await ask(this.#connection, { path, timeout: inspectPatience }, signal) };
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      switch (error.kind) {
        case 'unreachable':
          throw error;
        case 'silent':
          await this.ping(patience, signal);
          return { kind: 'failed', reason: error.message };
        case 'not-found':
          // Only Docker itself can say that; something in between may not find the path.
          return /no such container/i.test(error.message) ? { kind: 'gone' } : { kind: 'failed', reason: error.message };
        case 'refused':
        case 'unreadable':
          return { kind: 'failed', reason: error.message };
        default:
          return error.kind satisfies never;
      }
    }
  }

  /** Subscribes; the events come until the stream breaks, which throws. */
  async events(signal: AbortSignal): Promise<AsyncIterable<DockerEvent>> {
    return eventsOf(await askForStream(this.#connection, { path: '/events', query: { filters: eventFilters }, timeout: patience }, signal));
  }

  async #read<T>(asking: Omit<Asking, 'timeout'>, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const answer = await ask(this.#connection, { ...asking, timeout: patience }, signal);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new DockerError('unreadable', `GET ${asking.path}`, reasonIn(parsed.error), { cause: parsed.error });
    return parsed.data;
  }
}

async function* eventsOf(stream: Readable): AsyncGenerator<DockerEvent> {
  try {
    for await (const line of linesOf(stream)) yield readEvent(line);
  } catch (cause) {
    throw new DockerError('unreachable', 'GET /events', cause instanceof Error ? cause.message : String(cause), { cause });
  }
  throw new DockerError('unreachable', 'GET /events', 'the engine ended the stream');
}
