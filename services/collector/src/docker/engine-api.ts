/** The few calls to a Docker engine that the collector makes, each with its own time limit. */
import type { Agent } from 'node:http';
import type { Readable } from 'node:stream';
import type { EngineConfig } from '@berth/installation';
import type { ContainerId } from '@berth/messages';
import type Docker from 'dockerode';
import { z } from 'zod';
import { Listed, ListedNetwork, reasonIn, Version } from './answers.ts';
import { connectionTo } from './connect.ts';
import { DockerError } from './errors.ts';
import { type DockerEvent, eventFilters, readEvent } from './events.ts';
import { linesOf } from './lines.ts';

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
  readonly #docker: Docker;
  readonly #agent: Agent;
  private constructor(docker: Docker, agent: Agent) {
    this.#docker = docker;
    this.#agent = agent;
  }

  static async of(engine: Pick<EngineConfig, 'url' | 'caFile' | 'certFile' | 'keyFile'>): Promise<EngineApi> {
    try {
      const { docker, agent } = await connectionTo(engine);
      return new EngineApi(docker, agent);
    } catch (cause) {
      throw new DockerError('unreachable', engine.url, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async version(signal: AbortSignal): Promise<Version> {
    return read(Version, 'GET /version', await this.#get('/version', {}, patience, signal));
  }

  async ping(timeout: number, signal: AbortSignal): Promise<void> {
    await this.#get('/_ping', {}, timeout, signal);
  }

  /** Every container, whatever its state. */
  async containers(signal: AbortSignal): Promise<Listed[]> {
    return read(z.array(Listed), 'GET /containers/json', await this.#get('/containers/json?', { all: 1 }, patience, signal));
  }

  async networks(signal: AbortSignal): Promise<ListedNetwork[]> {
    return read(z.array(ListedNetwork), 'GET /networks', await this.#get('/networks', {}, patience, signal));
  }

  async inspect(id: ContainerId, signal: AbortSignal): Promise<Inspection> {
    try {
      return { kind: 'found', answer: await this.#get(`/containers/${id}/json`, {}, inspectPatience, signal) };
    } catch (error) {
      if (!(error instanceof DockerError)) throw error;
      if (error.kind === 'refused') return isNotFound(error.cause) ? { kind: 'gone' } : { kind: 'failed', reason: error.message };
      if (error.kind !== 'silent') throw error;
      await this.ping(patience, signal);
      return { kind: 'failed', reason: error.message };
    }
  }

  /** Subscribes; the events come until the stream breaks, which throws. */
  async events(signal: AbortSignal): Promise<AsyncIterable<DockerEvent>> {
    const limit = AbortSignal.timeout(patience);
    const opening = new AbortController();
    const abort = () => opening.abort(limit.reason);
    limit.addEventListener('abort', abort);
    // The signal given to the request also ends the stream, so the time limit must not outlive the opening.
    const stream = await this.#dial('/events?', { filters: eventFilters }, 'stream', AbortSignal.any([signal, opening.signal])).finally(
      () => limit.removeEventListener('abort', abort),
    );
    return eventsOf(stream as Readable);
  }

  #get(path: string, query: object, timeout: number, signal: AbortSignal): Promise<unknown> {
    return this.#dial(path, query, 'whole', AbortSignal.any([signal, AbortSignal.timeout(timeout)]));
  }

  #dial(path: string, query: object, form: 'whole' | 'stream', signal: AbortSignal): Promise<unknown> {
    const request = { path, method: 'GET', options: query, abortSignal: signal, isStream: form === 'stream', statusCodes: { 200: true } };
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#docker.modem.dial(request, (error: unknown, answer: unknown) => {
      if (error) reject(asDockerError(`GET ${path.replace('?', '')}`, error, signal));
      else resolve(answer);
    });
    return promise;
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

function read<T>(schema: z.ZodType<T>, request: string, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new DockerError('unreadable', request, reasonIn(parsed.error), { cause: parsed.error });
  return parsed.data;
}

const HttpFailure = z.object({ statusCode: z.number() });

function isNotFound(error: unknown): boolean {
  return HttpFailure.safeParse(error).data?.statusCode === 404;
}

function asDockerError(request: string, error: unknown, signal: AbortSignal): unknown {
  const detail = error instanceof Error ? error.message.trim() : String(error);
  if (HttpFailure.safeParse(error).success) return new DockerError('refused', request, detail, { cause: error });
  if (!signal.aborted) return new DockerError('unreachable', request, detail, { cause: error });
  const reason: unknown = signal.reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError') {
    return new DockerError('silent', request, 'no answer in time', { cause: reason });
  }
  return reason;
}
