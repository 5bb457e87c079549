/** One name for several: who has it, who doesn't, and that it stays so. */
import { compareText } from '@berth/messages';
import { type Case, label } from './case.ts';
import { was } from './recorded.ts';

const older = was('plain', 'www-1', { started: 10 });
const younger = was('healthy', 'www-1', { on: 'docker2', started: 20 });
const disputed = (name: string) => `the name ${name} belongs to www-1`;
const both = [disputed('www-1.apps.example.com'), disputed('www-1.docker.example.com')];
const own = (host: string, place: string) => [`${host}.apps.example.com ${place}`, `${host}.docker.example.com ${place}`];
const service = ['www.apps.example.com www', 'www.docker.example.com www'];
const ofOlder = [...own('www-1', '172.17.0.3:80'), ...service];
const ofYounger = [...own('www-1', '172.17.0.20:80'), ...service];
const shop = was('plain', 'shop', { ...label({ enable: 'true', host: 'buy.apps.example.com' }), started: 10 });
const store = was('healthy', 'store', { ...label({ enable: 'true', host: 'buy.apps.example.com' }), started: 20 });

export const claimCases: readonly Case[] = [
  {
    when: 'two engines run a container of the same name',
    given: [older, younger],
    members: ['www 172.17.0.20:80', 'www 172.17.0.3:80'],
    hosts: ofOlder,
    names: [
      '20.0.17.172.in-addr.arpa www-1.docker2.docker.example.com',
      '3.0.17.172.in-addr.arpa www-1.docker.example.com',
      'www-1.docker.example.com 172.17.0.3',
      'www-1.docker1.docker.example.com 172.17.0.3',
      'www-1.docker2.docker.example.com 172.17.0.20',
      'www.docker.example.com 172.17.0.20 172.17.0.3',
    ],
    problems: both,
    hints: ['rename one of them, or let only one claim it; the longest-running has it', 'rename one of them'],
  },
  { when: 'an older one of the same name is seen later', given: [younger], next: [[older, younger]], hosts: ofYounger, problems: both },
  { when: 'the planner is started anew while two have the same name', given: [younger], next: [[older, younger], 'restart', [older, younger]], hosts: ofYounger, problems: both },
  { when: 'the one that has the name goes', given: [older, younger], next: [[younger]], hosts: ofYounger },
  { when: 'the one that had the name comes back as a new container', given: [older, younger], next: [[younger], [{ ...older }, younger]], hosts: ofYounger, problems: both },
  { when: 'the one that has the name is started anew', given: [older, younger], next: [[was('plain', 'www-1', { started: 99 }), younger]], hosts: ofOlder, problems: both },
  {
    when: 'the engine of the one that has the name can not be seen',
    given: [older, younger],
    next: [{ running: [older, younger], unseen: ['docker1'] }],
    hosts: ofOlder,
    problems: ['engine docker1: what runs on it is not known', ...both.map((line) => line.replace('belongs to www-1', 'belongs to'))],
  },
  {
    when: 'the engine of the one that has the name can not be seen and the planner is started anew',
    given: [older, younger],
    next: ['restart', { running: [younger], unseen: ['docker1'] }],
    hosts: ofOlder,
    problems: ['engine docker1: what runs on it is not known', ...both.map((line) => line.replace('belongs to www-1', 'belongs to'))],
  },
  {
    when: 'two services ask for the same host',
    given: [store, shop],
    hosts: ['buy.apps.example.com shop', 'shop.apps.example.com shop', 'shop.docker.example.com shop', 'store.apps.example.com store', 'store.docker.example.com store'],
    problems: ['the name buy.apps.example.com belongs to shop'],
  },
  {
    when: 'the service that has the host goes',
    given: [store, shop],
    next: [[store], [store]],
    hosts: ['buy.apps.example.com store', 'shop.apps.example.com shop', 'shop.docker.example.com shop', 'store.apps.example.com store', 'store.docker.example.com store'],
    members: ['store 172.17.0.20:80'],
  },
  { when: 'two containers of one service ask for the same host', given: [was('plain', 'www-1', label({ host: 'buy.apps.example.com' })), was('healthy', 'www-2', label({ host: 'buy.apps.example.com' }))], pools: [], problems: [] },
  {
    when: 'a container is called as a service is',
    given: [was('plain', 'www-1', { started: 10 }), was('healthy', 'www-1-1', { started: 20 })],
    members: ['www 172.17.0.3:80', 'www-1 172.17.0.20:80'],
    hosts: [...own('www-1', '172.17.0.3:80'), ...own('www-1-1', '172.17.0.20:80'), ...service].toSorted(compareText),
    problems: both,
  },
  {
    when: 'two names give one instance of a labelled service',
    given: [was('plain', 'blue-1', { ...label({ service: 'www' }), started: 10 }), was('healthy', 'green-1', { ...label({ service: 'www' }), started: 20 })],
    members: ['www 172.17.0.20:80', 'www 172.17.0.3:80'],
    hosts: ofOlder,
    problems: [disputed('www-1.apps.example.com').replace('to www-1', 'to blue-1'), disputed('www-1.docker.example.com').replace('to www-1', 'to blue-1'), disputed('www-1.docker1.docker.example.com').replace('to www-1', 'to blue-1')],
  },
  { when: 'the same container runs on and on', given: [older], next: [[older], 'restart', [older]], hosts: ofOlder, pools: [] },
];
