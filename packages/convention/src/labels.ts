/** Pure: what a container's `berth.` labels say, and what is wrong with them. */
import { compareText, cut, nearest } from '@berth/messages';
import { containerFields, type Field, type FieldName, isField, type ServiceLabels, serviceFields } from './label-fields.ts';
import { limits } from './limits.ts';

/** One label that can't be used as it is. */
type LabelProblem = { readonly label: string; readonly what: string; readonly hint: string };

export type LabelSet = {
  /** What stands before each field in its labels: `berth.`. */
  readonly prefix: string;
  /** As labelled; whether it may be a service's name is not checked here. */
  readonly service: string | undefined;
  readonly labels: ServiceLabels;
  /** Fields that are there but could not be read. */
  readonly refused: readonly FieldName[];
};

export type Labels = {
  /** What `berth.enable` says; `refused` when that can't be read. */
  readonly enable: 'unsaid' | 'on' | 'off' | 'refused';
  /** Whether a label asks for the container to be served, with or without `berth.enable`. */
  readonly asks: boolean;
  /** One per service; without any service named, one whose name the container's own name gives. */
  readonly sets: readonly LabelSet[];
  readonly problems: readonly LabelProblem[];
};

/** Reads all `berth.` labels. Labels of anybody else are passed over. */
export function readLabels(labels: Readonly<Record<string, string>>): Labels {
  const problems: LabelProblem[] = [];
  const own: Texts = new Map();
  const named = new Map<string, Texts>();
  let service: string | undefined;
  let enable: Labels['enable'] = 'unsaid';

  const ours = Object.entries(labels).filter(([label]) => label.startsWith('berth.'));
  if (ours.length > limits.labels) return tooMany(ours.length, 'labels of Berth', limits.labels);
  for (const [label, text] of ours.sort(([a], [b]) => compareText(a, b))) {
    const [first = '', second, third, ...rest] = label.slice('berth.'.length).split('.');
    if (first === 'enable' && second === undefined) {
      enable = enabling[containerFields.enable.read(text.trim()) ?? 'neither'];
      if (enable === 'refused') tell(problems, label, () => badValue(label, text, containerFields.enable));
    } else if (first === 'service' && second === undefined) service = containerFields.service.read(text.trim());
    else if (first === 'service' && second && isField(third) && rest.length === 0)
      named.set(second, (named.get(second) ?? new Map()).set(third, { label, text }));
    else if (isField(first) && second === undefined) own.set(first, { label, text });
    else tell(problems, label, () => unknownLabel(label));
  }

  if (named.size > limits.services) return tooMany(named.size, 'services', limits.services);
  if (named.size > 0 && service === undefined)
    for (const { label } of own.values())
      problems.push({
        label,
        what: `the label ${label} belongs to none of the services ${[...named.keys()].join(', ')}`,
        hint: `write berth.service.${[...named.keys()][0]}.${label.slice('berth.'.length)}, or name a service of its own with berth.service`,
      });
  const given: GivenSet[] = [...named].map(([name, texts]) => ({ prefix: `berth.service.${name}.`, service: name, texts }));
  if (named.size === 0 || service !== undefined) given.unshift({ prefix: 'berth.', service, texts: own });
  return {
    enable,
    asks: enable === 'on' || service !== undefined || own.size > 0 || named.size > 0,
    sets: given.map((set) => readSet(set, problems)),
    problems,
  };
}

/** Then nothing of it counts: what it meant can't be told. */
function tooMany(number: number, what: string, most: number): Labels {
  const problem = {
    label: 'labels',
    what: `has ${number} ${what}, and at most ${most} are read`,
    hint: 'take some off, or start several containers',
  };
  return { enable: 'refused', asks: true, sets: [], problems: [problem] };
}

const enabling = { true: 'on', false: 'off', neither: 'refused' } as const;

type Texts = Map<FieldName, { readonly label: string; readonly text: string }>;
type GivenSet = Pick<LabelSet, 'prefix' | 'service'> & { readonly texts: Texts };

function readSet({ prefix, service, texts }: GivenSet, problems: LabelProblem[]): LabelSet {
  const read: [FieldName, unknown][] = [];
  const refused: FieldName[] = [];
  for (const [name, { label, text }] of texts) {
    const field: Field<unknown> = serviceFields[name];
    const value = text.length > limits.value ? undefined : field.read(text.trim());
    if (value !== undefined) read.push([name, value]);
    else {
      refused.push(name);
      tell(problems, label, () => badValue(label, text, field));
    }
  }
  // Each value was read by the field of its own name.
  return { prefix, service, labels: Object.fromEntries(read) as ServiceLabels, refused };
}

/** To find out what was meant is work, which is only done for those that are told. */
function tell(problems: LabelProblem[], label: string, make: () => LabelProblem): void {
  const isTold = problems.length < limits.problems;
  problems.push(isTold ? make() : { label, what: `the label ${label} can't be used`, hint: 'see docs/labels.md' });
}

function badValue(label: string, text: string, { expects, choices = [] }: Pick<Field<unknown>, 'expects' | 'choices'>): LabelProblem {
  const meant = nearest(text.trim().toLowerCase(), choices);
  const wanted = text.length > limits.value ? `a value of at most ${limits.value} characters` : expects;
  return {
    label,
    what: `the label ${label} has the value ${cut(JSON.stringify(text), 200)}, which is not ${wanted}`,
    hint: meant === undefined ? `give it ${wanted}` : `write ${label}=${meant}, if that was meant`,
  };
}

function unknownLabel(label: string): LabelProblem {
  const [, service, name = ''] = /^berth\.service\.([^.]+)\.(.+)$/.exec(label) ?? [];
  const known = [...Object.keys(containerFields), ...Object.keys(serviceFields)].map((field) => `berth.${field}`);
  const meant =
    service === undefined
      ? nearest(label.toLowerCase(), known)
      : inService(service, nearest(name.toLowerCase(), Object.keys(serviceFields)));
  return {
    label,
    what: `the label ${label} is unknown`,
    hint: meant === undefined ? `take it off; known are ${known.join(', ')}` : `write ${meant}, if that was meant`,
  };
}

function inService(service: string, field: string | undefined): string | undefined {
  return field === undefined ? undefined : `berth.service.${service}.${field}`;
}
