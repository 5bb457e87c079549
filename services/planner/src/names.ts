/** Pure: which service a container belongs to by its name, and which instance of it it is. */
import type { Container } from '@berth/messages';

/** `instance` is the number as it is written; a container without one has no name of its own. */
export type Named = { readonly service: string; readonly instance: string | undefined };

/**
 * What the convention makes of a container: a Swarm task its service and slot, a Compose container its project, service and number,
 * any other NAME-N. Undefined when the name follows none of these. Whether the service's name is a valid one is the caller's to check.
 */
export function nameByConvention({ name, labels }: Pick<Container, 'name' | 'labels'>): Named | undefined {
  const swarmService = labels['com.docker.swarm.service.name'];
  if (swarmService) return { service: swarmService, instance: slotOf(swarmService, labels['com.docker.swarm.task.name']) };

  const project = labels['com.docker.compose.project'];
  const composeService = labels['com.docker.compose.service'];
  if (project && composeService) {
    if (labels['com.docker.compose.oneoff']?.toLowerCase() === 'true') return undefined;
    return { service: `${project}-${composeService}`, instance: labels['com.docker.compose.container-number'] };
  }

  const [, service, instance] = /^(.+)-(\d+)$/.exec(name) ?? [];
  return service === undefined ? undefined : { service, instance };
}

/** A task's name is `<service>.<slot>.<task id>`; in a global service a node's id stands for the slot. */
function slotOf(service: string, task: string | undefined): string | undefined {
  if (!task?.startsWith(`${service}.`)) return undefined;
  const [slot = ''] = task.slice(service.length + 1).split('.');
  return /^\d+$/.test(slot) ? slot : undefined;
}
