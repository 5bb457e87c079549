/** Tasks of Swarm: what works with ports of their own node, and what can't. */
import { type Case, label } from './case.ts';
import { itself, was } from './recorded.ts';

const modeHost = 'publish its port on its own node, in Swarm with --publish mode=host,target=80, else with -p 80';

export const swarmCases: readonly Case[] = [
  {
    when: 'a task of Swarm has no network of its own',
    given: [itself('task')],
    members: ['task 172.17.0.2:80'],
    hosts: ['task-1.apps.example.com 172.17.0.2:80', 'task-1.docker.example.com 172.17.0.2:80', 'task.apps.example.com task', 'task.docker.example.com task'],
  },
  { when: "a task's port is published in mode host", given: [itself('task-hosted')], members: ['task-hosted 192.0.2.11:8101'] },
  { when: "a task's port is published in mode host and it is on an overlay", given: [itself('task-mesh-hosted')], members: ['task-mesh-hosted 192.0.2.11:8103'] },
  { when: "a task's port is published in ingress mode", given: [itself('task-ingress')], members: [], problems: ['container '], hints: [modeHost] },
  { when: 'a task is on an overlay', given: [itself('task-mesh')], members: [], problems: ['container '], hints: [modeHost] },
  { when: 'a task asks for the overlay that it is on', given: [itself('task-mesh', label({ network: 'mesh' }))], members: [], problems: ['container '], hints: [modeHost] },
  { when: 'a task in mode host asks for the address in its overlay', given: [itself('task-mesh-hosted', label({ address: 'container' }))], members: [], problems: ['container '], hints: [modeHost] },
  { when: 'a task of a global service is published', given: [itself('task-global')], members: ['task-global 192.0.2.11:8104'], hosts: ['task-global.apps.example.com task-global', 'task-global.docker.example.com task-global'] },
  { when: "a task is in its host's network", given: [itself('task-on-host')], members: ['task-on-host 192.0.2.11:80'] },
  { when: 'a stack runs it', given: [itself('depot_www')], members: ['depot-www 192.0.2.11:8105'] },
  {
    when: 'two tasks of a stack run on two engines',
    given: [itself('depot_www'), itself('depot_www', { on: 'docker2', labels: { 'com.docker.swarm.task.name': 'depot_www.2.abc' } })],
    members: ['depot-www 192.0.2.11:8105', 'depot-www 192.0.2.12:8105'],
    hosts: [
      'depot-www-1.apps.example.com 192.0.2.11:8105',
      'depot-www-1.docker.example.com 192.0.2.11:8105',
      'depot-www-2.apps.example.com 192.0.2.12:8105',
      'depot-www-2.docker.example.com 192.0.2.12:8105',
      'depot-www.apps.example.com depot-www',
      'depot-www.docker.example.com depot-www',
    ],
  },
  {
    when: 'a plain container is on an attachable overlay',
    given: [was('attached')],
    members: [],
    problems: ['container www-1: has no address that can be used: 10.50.0.7 in mesh (addresses of an overlay mean nothing outside it)'],
    hints: [modeHost],
  },
];
