/** What becomes of a container in each of its states. */
import { type Case, label } from './case.ts';
import { was } from './recorded.ts';

export const stateCases: readonly Case[] = [
  { when: 'it is healthy', given: [was('healthy')], members: ['www 172.17.0.20:80'] },
  { when: 'its first health check has not ended', given: [was('starting')], members: ['www 172.17.0.22:80 disabled'] },
  { when: 'it is unhealthy and another is not', given: [was('unhealthy'), was('plain', 'www-2')], members: ['www 172.17.0.21:80 disabled', 'www 172.17.0.3:80'] },
  { when: 'all are unhealthy', given: [was('unhealthy')], members: ['www 172.17.0.21:80'], problems: ['service www: too few containers are healthy, so www-1 on docker1 stays offered though unhealthy'] },
  { when: 'all are unhealthy and none is to be kept', given: [was('unhealthy', 'www-1', label({ 'min-available': '0' }))], members: ['www 172.17.0.21:80 disabled'] },
  { when: 'it is paused', given: [was('paused')], members: ['www 172.17.0.23:80 disabled'], names: ['23.0.17.172.in-addr.arpa', 'www-1.docker.example.com', 'www-1.docker1.docker.example.com', 'www.docker.example.com'] },
  { when: 'it is being stopped', given: [was('plain', 'www-1', { stopping: 'now' })], members: ['www 172.17.0.3:80 disabled'] },
  { when: 'it exited', given: [was('once')], members: [] },
  { when: 'it is between two runs of its restart policy', given: [was('restarting')], members: [] },
  { when: 'it was made and not started', given: [was('created')], members: [] },
  { when: 'it was killed', given: [was('leaver')], members: [] },
  { when: 'it exited, and a label of it is misspelt', given: [was('leaver', 'www-1', label({ prot: '80' }))], members: [] },
  { when: 'it exits', given: [was('plain')], next: [[was('leaver')]], members: [], pools: ['www empty'], hosts: ['www.apps.example.com www', 'www.docker.example.com www'], names: ['www.docker.example.com'] },
  {
    when: 'it exits and is looked for at an engine that can not be seen',
    given: [was('plain')],
    next: [{ running: [], unseen: ['docker1'] }],
    members: ['www 172.17.0.3:80'],
    pools: ['www partial docker1'],
    problems: ['engine docker1: what runs on it is not known'],
  },
  { when: 'it is renamed', given: [was('plain')], next: [[was('plain', 'shop-1')]], members: ['shop 172.17.0.3:80'], pools: ['www empty'] },
  { when: 'it is connected to another network', given: [was('on-shop')], next: [[was('on-front-and-back')]], members: [], pools: ['www empty'], problems: ['container www-1: could be reached at'] },
  { when: 'its address passes to another between two looks', given: [was('plain', 'www-1')], next: [[was('plain', 'shop-1', { fields: { Id: 'a'.repeat(64) } })]], members: ['shop 172.17.0.3:80'], pools: ['www empty'] },
];
