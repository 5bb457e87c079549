/**
 * Pure: what a program answers by NATS's service protocol (ADR-32), with which `nats micro ls` lists an installation. Unlike there, the
 * metadata is what holds now, and there are no endpoints: programs take no requests.
 */
import { encodeToken, type Heartbeat } from '@berth/messages';

export type Discovered = {
  readonly installation: string;
  readonly about: string;
  readonly version: string;
  readonly started: Date;
  readonly heartbeat: Heartbeat;
};

/** The answer to a request under `subject`; undefined where others are asked, or something that the protocol doesn't have. */
export function discoveryAnswer(subject: string, { installation, about, version, started, heartbeat }: Discovered): object | undefined {
  const { program, instance, leases, configuration } = heartbeat;
  // An id is one token of a subject.
  const ours = { name: `berth-${program}`, id: encodeToken(instance) };
  const [, verb, name = ours.name, id = ours.id, ...more] = subject.split('.');
  if (name !== ours.name || id !== ours.id || more.length > 0) return undefined;
  const metadata = { installation, leases: leases.toSorted().join(', '), configuration };
  const self = { ...ours, version, metadata };
  switch (verb) {
    case 'PING':
      return { type: 'io.nats.micro.v1.ping_response', ...self };
    case 'INFO':
      return { type: 'io.nats.micro.v1.info_response', ...self, description: about, endpoints: [] };
    case 'STATS':
      return { type: 'io.nats.micro.v1.stats_response', ...self, started: started.toISOString(), endpoints: [] };
    default:
      return undefined;
  }
}
