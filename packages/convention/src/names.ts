/** Pure: which service a container belongs to by its name, and which instance of it it is. */
import type { Container } from '@berth/messages';

/** `instance` is the number as it is written, so that `www-1` and `www-01` are two; a container without one has no name of its own. */
export type Named = {
  readonly service: string;
  readonly instance: string | undefined;
  /** For people: what of the container says so. */
  readonly by: 'Swarm service and slot' | 'Compose project, service and number' | 'NAME-N';
};

type Known = Pick<Container, 'name' | 'labels'>;

/**
 * What the convention makes of a container: a Swarm task its service and slot, a Compose container its project, service and number,
 * any other NAME-N. Undefined when the name follows none of these. Whether the service's name is a valid one is the caller's to check.
 */
export function nameByConvention({ name, labels }: Known): Named | undefined {
  const swarmService = labels['com.docker.swarm.service.name'];
  if (swarmService)
    return {
      service: withStack(swarmService, labels['com.docker.stack.namespace']),
      instance: slotOf(swarmService, labels['com.docker.swarm.task.name']),
      by: 'Swarm service and slot',
    };

  const [, service, instance] = /^(.+)-(\d+)$/.exec(name) ?? [];
  const own: Named | undefined = service === undefined ? undefined : { service, instance, by: 'NAME-N' };
  const project = labels['com.docker.compose.project'];
  const composeService = labels['com.docker.compose.service'];
  if (!project || !composeService) return own;
  const number = labels['com.docker.compose.container-number'] ?? '';
  const composed: Named = {
    service: `${project}-${composeService}`,
    instance: /^\d+$/.test(number) ? number : undefined,
    by: 'Compose project, service and number',
  };
  // A name that its file gives it (`container_name: www-1`) says more than the labels do.
  return own === undefined || isComposes(name, [project, composeService, number]) ? composed : own;
}

/** `docker compose run`: it has the labels of its service, those of Berth included, and must not get what the service gets. */
export function isOneOff({ labels }: Pick<Container, 'labels'>): boolean {
  return labels['com.docker.compose.oneoff']?.toLowerCase() === 'true';
}

/** Whether Compose itself made the name, in v1's or v2's way; one that is just being replaced has part of its id in front. */
function isComposes(name: string, parts: readonly string[]): boolean {
  const plain = name.replace(/^[0-9a-f]{12}_/, '');
  return plain === parts.join('-') || plain === parts.join('_');
}

/** `docker stack deploy` calls a service STACK_SERVICE, which is no DNS label: it is told as Compose's are. */
function withStack(service: string, stack: string | undefined): string {
  return stack && service.startsWith(`${stack}_`) ? `${stack}-${service.slice(stack.length + 1)}` : service;
}

/** A task's name is `<service>.<slot>.<task id>`; in a global service a node's id stands for the slot. */
function slotOf(service: string, task: string | undefined): string | undefined {
  if (!task?.startsWith(`${service}.`)) return undefined;
  const [slot = ''] = task.slice(service.length + 1).split('.');
  return /^\d+$/.test(slot) ? slot : undefined;
}
