/** Whether a container is being stopped. Pure. */
import type { Container } from '@berth/messages';
import { signalName, signalNumber } from './signals.ts';

/** A signal that a container was sent. */
export type Kill = {
  readonly signal: number;
  /** By the engine's clock. */
  readonly at: number;
  /** When it was heard, by ours. */
  readonly heard: number;
};

type Stoppable = { readonly stopSignal: number; readonly stopTimeout: number; readonly startedAt: number };

const sigterm = 15;
const sigkill = 9;
/** How long after its StopTimeout a container that still runs has survived. */
const grace = 5_000;

/** The signal that a container's `docker stop` begins with. */
export function stopSignalOf(configured: string | null | undefined): number {
  return signalNumber(configured ?? '') ?? sigterm;
}

/** The newest of `kills` that still means that the container is on its way out. */
export function stoppingBy(kills: readonly Kill[], { stopSignal, stopTimeout, startedAt }: Stoppable, now: number): Kill | undefined {
  return kills.findLast(
    ({ signal, at, heard }) => (signal === stopSignal || signal === sigkill) && startedAt <= at && now < survivedAt({ heard }, stopTimeout),
  );
}

/** When a container that was sent its stop signal counts as having survived it; a negative StopTimeout waits for ever. */
export function survivedAt({ heard }: Pick<Kill, 'heard'>, stopTimeout: number): number {
  return stopTimeout < 0 ? Number.POSITIVE_INFINITY : heard + stopTimeout * 1000 + grace;
}

/** The container as it is from that signal on. */
export function stopped(container: Container, { signal, at, heard }: Kill): Container {
  return { ...container, state: 'stopping', stopping: { signal: signalName(signal), at, heard } };
}

/** The signal behind a stored document's `stopping`, for a collector that takes over. */
export function killOf(stopping: Container['stopping'], now: number): Kill | undefined {
  const signal = stopping && signalNumber(stopping.signal);
  return stopping && signal !== undefined ? { signal, at: stopping.at, heard: Math.min(stopping.heard ?? stopping.at, now) } : undefined;
}
