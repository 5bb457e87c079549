/** Every topic and what it carries: what the AsyncAPI document says of each. */
import type { z } from 'zod';
import { Audit } from './audit.ts';
import { Bigip } from './bigip.ts';
import { ContainerChange } from './container-change.ts';
import { Forget, Freeze, Installed } from './control.ts';
import { DesiredBase, DesiredService, Plan } from './desired.ts';
import { DesiredNames } from './desired-names.ts';
import { DesiredRoutes } from './desired-routes.ts';
import { DesiredGroup, DesiredWideIp } from './desired-wide-ip.ts';
import { Engine } from './engine.ts';
import { Heartbeat } from './heartbeat.ts';
import { MemberStates } from './member-states.ts';
import { Problem } from './problem.ts';
import { Status } from './status.ts';

/** What the names in braces of an address stand for. */
export const parameters = {
  engine: 'Name of a Docker engine.',
  container: "Docker's full id of a container.",
  kind: 'What is configured: ltm, dns, gtm or route.',
  bigip: 'Name of a BIG-IP, a single unit or a device group; with gtm, of a DNS group.',
  unit: 'Address of one unit of a BIG-IP, as configured.',
  group: 'Name of a DNS group.',
  service: 'Name of a service.',
  source: 'Who found the problem, such as planner-east.',
  subject: 'A name for the problem, unique under its source.',
  program: 'Name of a program, such as collector.',
  instance: 'Name of one run of it.',
} as const;

export type Topic = {
  readonly address: string;
  readonly schema: z.ZodType;
  /** state: it replaces the last message of the same subject, and can be deleted; NATS republishes it from this bucket. moment: it tells what happened once. */
  readonly tells: { readonly kind: 'state'; readonly bucket: string } | { readonly kind: 'moment' };
  readonly about: string;
};

const state = (bucket: string) => ({ kind: 'state', bucket }) as const;
const moment = { kind: 'moment' } as const;

/** By the name of the message. */
export const topics: Readonly<Record<string, Topic>> = {
  Engine: {
    address: 'berth.engine.{engine}',
    schema: Engine,
    tells: state('berth-engines'),
    about: 'One Docker engine and all its containers, as of one complete look.',
  },
  ContainerChange: {
    address: 'berth.container.{engine}.{container}',
    schema: ContainerChange,
    tells: moment,
    about: "A container appeared, changed or went, with the engine's own time of the event.",
  },
  DesiredService: {
    address: 'berth.desired.ltm.{bigip}.{service}',
    schema: DesiredService,
    tells: state('berth-desired'),
    about: "All that one service needs on one BIG-IP's LTM.",
  },
  DesiredNames: {
    address: 'berth.desired.dns.{bigip}.{service}',
    schema: DesiredNames,
    tells: state('berth-desired'),
    about: 'All DNS names of one service on one BIG-IP.',
  },
  DesiredWideIp: {
    address: 'berth.desired.gtm.{group}.{service}',
    schema: DesiredWideIp,
    tells: state('berth-desired'),
    about: 'The wide IPs of one service in one DNS group, and the sites that they lead to.',
  },
  DesiredGroup: {
    address: 'berth.desired.gtm.{group}.=base',
    schema: DesiredGroup,
    tells: state('berth-desired'),
    about: 'What the wide IPs of one DNS group share: data centers and servers of its own.',
  },
  DesiredRoutes: {
    address: 'berth.desired.route.{bigip}.{engine}',
    schema: DesiredRoutes,
    tells: state('berth-desired'),
    about: "The routes on one BIG-IP to one engine's containers, and what the preflight tells about the way.",
  },
  DesiredBase: {
    address: 'berth.desired.{kind}.{bigip}.=base',
    schema: DesiredBase,
    tells: state('berth-desired'),
    about: 'What the services of one BIG-IP share: data groups, rules and virtual servers.',
  },
  Plan: {
    address: 'berth.desired.{kind}.{bigip}.=plan',
    schema: Plan,
    tells: state('berth-desired'),
    about: 'Which planner planned the documents of one BIG-IP, how many there are, and from which looks at the engines.',
  },
  Bigip: {
    address: 'berth.bigip.{bigip}',
    schema: Bigip,
    tells: state('berth-bigips'),
    about: 'One BIG-IP as its applier sees it: units, roles, version and networks.',
  },
  MemberStates: {
    address: 'berth.bigip.{bigip}.{engine}',
    schema: MemberStates,
    tells: state('berth-bigips'),
    about: "What a BIG-IP's monitors say of the members that came from one engine.",
  },
  Status: {
    address: 'berth.status.{kind}.{bigip}',
    schema: Status,
    tells: state('berth-status'),
    about: "How far a BIG-IP is, and each object that isn't as desired, with the reason.",
  },
  UnitStatus: {
    address: 'berth.status.{kind}.{bigip}.{unit}',
    schema: Status,
    tells: state('berth-status'),
    about: 'How far one unit of a BIG-IP is, where each has routes of its own.',
  },
  Audit: {
    address: 'berth.audit.{kind}.{bigip}',
    schema: Audit,
    tells: moment,
    about: 'What one request to a BIG-IP did, and why.',
  },
  Problem: {
    address: 'berth.problem.{source}.{subject}',
    schema: Problem,
    tells: state('berth-problems'),
    about: 'One open problem, where it is, and what to do about it; deleted when it is solved.',
  },
  BigipProblem: {
    address: 'berth.problem.{source}.{bigip}.{subject}',
    schema: Problem,
    tells: state('berth-problems'),
    about: 'The same of what an applier found about one BIG-IP.',
  },
  Freeze: {
    address: 'berth.control.freeze.{bigip}',
    schema: Freeze,
    tells: state('berth-control'),
    about: 'An operator holds all writes to a BIG-IP, or with =all in place of its name to every one.',
  },
  Forget: {
    address: 'berth.control.forget.{engine}',
    schema: Forget,
    tells: state('berth-control'),
    about: 'An operator gave up an engine that no collector sees; deleted when one sees it again.',
  },
  Installed: {
    address: 'berth.control.installed.{bigip}',
    schema: Installed,
    tells: state('berth-control'),
    about: 'This installation writes to that BIG-IP, so what carries its name there is its own.',
  },
  Heartbeat: {
    address: 'berth.heartbeat.{program}.{instance}',
    schema: Heartbeat,
    tells: moment,
    about: 'A program runs, and which leases it holds; every 2 s.',
  },
  EngineHeartbeat: {
    address: 'berth.heartbeat.collector.{instance}.{engine}',
    schema: Heartbeat,
    tells: moment,
    about:
      "A collector runs for an engine, whose name is among the engines while the engine's event stream is open; every 2 s, and when that opens or closes.",
  },
};

/** Every topic, with names in braces: `berth.engine.{engine}`. */
export const topicAddresses: readonly string[] = Object.values(topics).map(({ address }) => address);
