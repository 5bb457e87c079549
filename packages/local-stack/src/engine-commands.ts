/** Pure: the commands that are an engine, and what they are told. */
import { join } from 'node:path';
import { containerdSocket, controlGroup } from './engine-removal.ts';
import type { EngineEntry } from './ledger.ts';

/** How an engine's containers reach others, and are reached. */
export type EngineNetwork = {
  readonly subnet: string;
  readonly gateway: string;
  /** What dockerd is told about it. */
  readonly args: readonly string[];
  /** What goes before a command so that it runs where the engine is. */
  readonly enter: readonly string[];
};

/** What dockerd is told, but for its network. */
export function dockerdArguments(entry: EngineEntry): string[] {
  const { directory, runtime } = entry;
  return [
    ...['--config-file', join(directory, 'dockerd.json'), '--data-root', join(directory, 'data'), '--exec-root', join(runtime, 'docker')],
    ...['--containerd', containerdSocket(runtime), '--host', `unix://${join(runtime, 'docker.sock')}`],
    ...['--pidfile', join(runtime, 'dockerd.pid'), '--userland-proxy=false', '--log-level', 'warn'],
    ...['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', `/${controlGroup(entry)}`],
  ];
}

/** A containerd of its own: an engine would otherwise share the machine's, if one runs, and its containers. */
export function containerdConfiguration(directory: string, runtime: string): string {
  return `version = 2
root = "${join(directory, 'containerd')}"
state = "${join(runtime, 'containerd')}"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
address = "${containerdSocket(runtime)}"
`;
}
