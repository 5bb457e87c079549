/** Virtual servers of services' own, as labels ask for them and the configuration allows. */
import { type Case, label } from './case.ts';
import { was } from './recorded.ts';

const labelled = (labels: Readonly<Record<string, string>>) => [was('plain', 'www-1', label(labels))];
const configured = {
  installation: { templates: { mail: { sourceAddressTranslation: 'none' }, resolver: { protocol: 'udp' } } },
  engine: { allow: { virtuals: ['198.51.100.20:*'], templates: ['mail', 'resolver'] } },
};

export const virtualCases: readonly Case[] = [
  { when: 'a virtual server is asked for', given: labelled({ virtual: '198.51.100.20:25' }), configured, virtuals: ['www 198.51.100.20:25'] },
  {
    when: 'a virtual server for UDP is asked for',
    given: labelled({ virtual: '198.51.100.20:53/udp', port: '53' }),
    configured,
    members: ['www 172.17.0.3:53'],
    hosts: [],
    pools: ['www monitor /Common/udp'],
    virtuals: ['www 198.51.100.20:53/udp'],
  },
  {
    when: 'a virtual server is asked for and its template is named',
    given: labelled({ virtual: '198.51.100.20:25', template: 'mail' }),
    configured,
    virtuals: ['www 198.51.100.20:25 mail'],
    problems: ['service www: on edge its virtual server 198.51.100.20:25 has automap instead of none: whether answers from engine docker1'],
    hints: ['write routes: { mode: advise } for edge'],
  },
  {
    when: 'its template is misspelt',
    given: labelled({ virtual: '198.51.100.20:25', template: 'mial' }),
    configured: { ...configured, engine: { allow: { virtuals: ['*'], templates: ['*'] } } },
    virtuals: [],
    problems: ["service www: its virtual server 198.51.100.20:25 can't be made: the configuration has no template mial"],
    hints: ['write berth.template=mail, if that was meant'],
  },
  {
    when: 'its template is for UDP and its virtual server is not',
    given: labelled({ virtual: '198.51.100.20:25', template: 'resolver' }),
    configured,
    virtuals: [],
    problems: ["service www: its virtual server 198.51.100.20:25 can't be made: the template resolver is for UDP"],
    hints: ['use a template for TCP, or write ADDRESS:PORT/udp'],
  },
  {
    when: 'its engine may not have the virtual server',
    given: labelled({ virtual: '198.51.100.21:25' }),
    configured,
    members: ['www 172.17.0.3:80'],
    virtuals: [],
    problems: ['container www-1: its engine may not have a virtual server at 198.51.100.21:25'],
  },
  {
    when: 'two services ask for one virtual server',
    given: [was('plain', 'www-1', { ...label({ virtual: '198.51.100.20:25' }), started: 1 }), was('healthy', 'api-1', { ...label({ virtual: '198.51.100.20:25' }), started: 2 })],
    configured,
    virtuals: ['www 198.51.100.20:25'],
    problems: ['the virtual server 198.51.100.20:25 belongs to www-1'],
    hints: ['give one of them another destination, or let only one claim it; the longest-running has it'],
  },
  {
    when: 'the virtual server that is asked for is the HTTP one',
    given: labelled({ virtual: '198.51.100.20:80' }),
    configured: { ...configured, bigip: { http: { mode: 'own', virtual: '198.51.100.20:80' } } },
    virtuals: [],
    problems: ["service www: its virtual server 198.51.100.20:80 can't be made: on edge it is where the HTTP virtual server listens"],
  },
  {
    when: 'who had a virtual server is gone and another asked for it, while the planner was away',
    given: [was('plain', 'www-1', { ...label({ virtual: '198.51.100.20:25' }), started: 1 })],
    next: ['restart', [was('healthy', 'api-1', { ...label({ virtual: '198.51.100.20:25' }), started: 2 })]],
    configured,
    virtuals: ['api 198.51.100.20:25'],
  },
  {
    when: 'an engine with a virtual server can not be seen',
    given: [was('plain', 'www-1', label({ virtual: '198.51.100.20:25' }))],
    next: [{ running: [], unseen: ['docker1'] }],
    configured,
    virtuals: ['www 198.51.100.20:25'],
    problems: ['engine docker1: what runs on it is not known'],
  },
];
