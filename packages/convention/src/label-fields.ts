/** Every `berth.` label: what it means, which values it takes, and how they are read. docs/labels.md is made from this. */
import { compareText } from '@berth/messages';
import { z } from 'zod';
import { type DestinationName, destinationName, isForMany, parseDestination } from './destination.ts';
import { limits } from './limits.ts';

/** `text` comes trimmed; undefined when it is not what is expected. */
export type Field<T> = {
  readonly expects: string;
  /** The values that there are, or the usual ones, for a hint at what was meant. */
  readonly choices?: readonly string[];
  readonly read: (text: string) => T | undefined;
  readonly about: string;
  /** What holds without the label. */
  readonly without: string;
  readonly example: string;
};

const loadBalancingModes = [
  'round-robin',
  'ratio-member',
  'ratio-node',
  'ratio-session',
  'ratio-least-connections-member',
  'ratio-least-connections-node',
  'least-connections-member',
  'least-connections-node',
  'least-sessions',
  'fastest-app-response',
  'fastest-node',
  'observed-member',
  'observed-node',
  'predictive-member',
  'predictive-node',
  'dynamic-ratio-member',
  'dynamic-ratio-node',
  'weighted-least-connections-member',
  'weighted-least-connections-node',
] as const;
const monitors = ['tcp', 'udp', 'http', 'https', 'none'] as const;

/** What may stand after `berth.` only: these are about the container. */
export const containerFields = {
  enable: {
    ...choice(['true', 'false']),
    about: 'Whether the container is served: `true` also where its name says nothing, `false` never.',
    without: "its name and ports decide (`expose` in berth.yaml), or its being labelled with anything else of Berth's",
    example: 'true',
  },
  service: {
    expects: 'the name of a service: lower-case letters, digits and inner hyphens',
    read: (text: string) => text,
    about: 'The service that it belongs to. Several: one set of labels each, `berth.service.<name>.port=…` and so on.',
    without: 'what its name says: NAME of NAME-N; by the labels of Compose PROJECT-SERVICE, of Swarm the service; else its whole name',
    example: 'shop',
  },
} as const satisfies Record<string, Field<unknown>>;

/** What may stand after `berth.` and, for one of several services, after `berth.service.<name>.`. */
export const serviceFields = {
  port: {
    ...whole(1, 65_535),
    about: 'The port in the container, also where it is published under another.',
    without: '80 where TCP port 80 is exposed, else the one exposed TCP port; the one UDP port where all of `berth.virtual` is UDP',
    example: '8080',
  },
  network: {
    expects: 'the name of a network',
    read: (text: string) => (text === '' ? undefined : text),
    about: "Which network's address is used.",
    without: 'the one network that can be routed',
    example: 'front',
  },
  address: {
    ...choice(['container', 'published', 'auto']),
    about: "Whether clients are led to the container's own address, or to its published port at its engine's address.",
    without: '`auto`: the published port where there is one and direct routing is not known to work, else its own address',
    example: 'container',
  },
  host: {
    expects: `host names, separated by commas or blanks, at most ${limits.listed}`,
    read: (text: string) => {
      const hosts = text.split(/[\s,]+/).filter((host) => host !== '');
      return hosts.length === 0 || hosts.length > limits.listed ? undefined : hosts;
    },
    about: 'Further host names of the service. Outside the zones its engine must be allowed them (`allow.hosts`).',
    without: '`<service>.<zone>` in every zone',
    example: 'www.example.org',
  },
  monitor: {
    expects: `one of ${monitors.join(', ')}, or the full path of a monitor`,
    choices: monitors,
    read: (text: string) => ((monitors as readonly string[]).includes(text) || isMonitorPath(text) ? text : undefined),
    about: "The pool's monitor. A path must be allowed to its engine (`allow.monitors`).",
    without: "the BIG-IP's `monitor` in berth.yaml, `tcp` unless set; `udp` for a service that only has virtual servers for UDP",
    example: 'http',
  },
  'lb-method': {
    ...choice(loadBalancingModes),
    about: "The pool's load-balancing mode.",
    without: 'round-robin',
    example: 'least-connections-member',
  },
  ratio: { ...whole(1, 100), about: "The member's ratio.", without: '1', example: '3' },
  priority: {
    ...whole(0, 65_535),
    about: "The member's priority group: a lower one serves only while no member of a higher one is available.",
    without: '0',
    example: '10',
  },
  'connection-limit': {
    ...whole(0, 4_294_967_295),
    about: 'How many connections the member takes at a time; 0 for any number.',
    without: '0',
    example: '200',
  },
  'slow-ramp': {
    ...whole(0, 4_294_967_295),
    about: 'For how many seconds a new member gets less than its share.',
    without: '10',
    example: '30',
  },
  virtual: {
    expects: `ADDRESS:PORT or ADDRESS:PORT/udp, IPv6 in brackets; several separated by commas or blanks, at most ${limits.listed}`,
    read: destinations,
    about: 'Where a virtual server of its own listens, for any protocol over TCP or UDP. Its engine must be allowed it (`allow.virtuals`).',
    without: 'none: what speaks HTTP is reached by its host names',
    example: '198.51.100.20:53/udp',
  },
  template: {
    expects: 'the name of a template in berth.yaml',
    read: (text: string) => (text === '' ? undefined : text),
    about: 'What that virtual server is made from. Its engine must be allowed it (`allow.templates`).',
    without: '`default`: that template, or without one plain TCP or UDP with `automap`',
    example: 'mail',
  },
  'min-available': {
    ...whole(0, 65_535),
    about: 'How many containers of the service stay offered even if their health check is red.',
    without: '`minAvailable` in berth.yaml, 1 unless set: a red check on all is no outage',
    example: '2',
  },
} as const satisfies Record<string, Field<unknown>>;

export type FieldName = keyof typeof serviceFields;

/** Those of which a service has one, whatever its members are labelled with. */
export const poolLabels = [
  'monitor',
  'lb-method',
  'slow-ramp',
  'virtual',
  'template',
  'min-available',
] as const satisfies readonly FieldName[];

/** The labels of one service, each as far as it could be read. */
export type ServiceLabels = { readonly [F in FieldName]?: NonNullable<ReturnType<(typeof serviceFields)[F]['read']>> };

export function isField(name: string | undefined): name is FieldName {
  return name !== undefined && Object.hasOwn(serviceFields, name);
}

/** Sorted, so that the same ones are always the same text. */
function destinations(text: string): DestinationName[] | undefined {
  const said = text.split(/[\s,]+/).filter((destination) => destination !== '');
  const read = said
    .slice(0, limits.listed + 1)
    .map(parseDestination)
    .filter((destination) => destination !== undefined);
  if (said.length === 0 || said.length > limits.listed || read.length < said.length || read.some(isForMany)) return undefined;
  return [...new Set(read.map(destinationName))].sort(compareText);
}

/** Nothing that a BIG-IP might read as more than a path. */
function isMonitorPath(text: string): boolean {
  const [start, ...parts] = text.split('/');
  return start === '' && parts.length > 1 && parts.every((part) => /^[\w.:-]+$/.test(part) && !/^\.+$/.test(part));
}

function whole(least: number, most: number): Pick<Field<number>, 'expects' | 'read'> {
  const range = z.coerce.number().int().min(least).max(most);
  return {
    expects: `a whole number from ${least} to ${most}`,
    read: (text) => (/^\d+$/.test(text) ? range.safeParse(text).data : undefined),
  };
}

function choice<const T extends string>(choices: readonly T[]): Pick<Field<T>, 'expects' | 'choices' | 'read'> {
  return { expects: `one of ${choices.join(', ')}`, choices, read: (text) => choices.find((known) => known === text) };
}
