/** Pure: what is wrong with the programs that live and with their configurations, by their heartbeats. */
import { compareText, type Heartbeat, type Problem, problemKey } from '@berth/messages';

/** Source of these problems. */
export const source = 'programs';

/** By key: a program whose newest configuration is refused, or that can't read a file, and programs that are of several installations, or don't have the same in force. */
export function programProblems(heartbeats: readonly Heartbeat[]): Map<string, Omit<Problem, 'epoch'>> {
  const problems = [...refused(heartbeats), ...unreadable(heartbeats), ...(mixed(heartbeats) ?? different(heartbeats))];
  return new Map(problems.map((problem) => [problemKey(source, problem.subject), { v: 1, source, ...problem }]));
}

type Found = Omit<Problem, 'epoch' | 'v' | 'source'>;

/** Programs that refuse a configuration for the same reasons have the same one. */
function refused(heartbeats: readonly Heartbeat[]): Found[] {
  const users = new Map<string, Heartbeat[]>();
  for (const heartbeat of heartbeats.filter((each) => each.refused.length > 0)) {
    const reasons = heartbeat.refused.join('\n');
    users.set(reasons, [...(users.get(reasons) ?? []), heartbeat]);
  }
  return [...users.values()].map((same) => {
    const names = [...new Set(same.map(({ program, instance }) => `${program} ${instance}`))].toSorted(compareText);
    const programs = [...new Set(same.map(({ program }) => program))].toSorted(compareText);
    const [first = '', ...others] = same[0]?.refused ?? [];
    const goes = programs.length === 1 ? 'goes on with its' : 'go on with their';
    return {
      subject: `refused-${(names[0] ?? '').replace(' ', '-')}`,
      severity: 'error',
      what: `${programs.join(', ')} ${goes} old configuration, for the new one is wrong: ${first}${others.length === 0 ? '' : `, and ${others.length} more`}`,
      where: names.join(', '),
      hint: 'correct the file that BERTH_CONFIG names there; it is read again when it changes',
    };
  });
}

/** Of the one that works and of those that wait to take over alike. */
function unreadable(heartbeats: readonly Heartbeat[]): Found[] {
  const named = new Map(heartbeats.map((heartbeat) => [`${heartbeat.program} ${heartbeat.instance}`, heartbeat]));
  return [...named].flatMap(([name, { program, unreadable: files, leases }]) => {
    const [first, ...others] = files;
    if (first === undefined) return [];
    const role = leases.length === 0 ? `${program}, a spare that could not take over, can't read` : `${program} can't read`;
    return [
      {
        subject: `unreadable-${name.replace(' ', '-')}`,
        severity: 'error' as const,
        what: `${role} ${first}${others.length === 0 ? '' : `, and ${others.length} more`}`,
        where: name,
        hint: 'let the user that it runs as read the file, which passwordFile or ca in berth.yaml names; it is looked at again by itself',
      },
    ];
  });
}

/** Undefined when all are of one installation. Former versions don't tell theirs. */
function mixed(heartbeats: readonly Heartbeat[]): Found[] | undefined {
  const users = new Map<string, Set<string>>();
  for (const { program, instance, installation } of heartbeats) {
    if (installation === undefined) continue;
    const same = users.get(installation) ?? new Set();
    users.set(installation, same.add(`${program} ${instance}`));
  }
  if (users.size < 2) return undefined;
  const groups = [...users].map(([name, names]) => `${name}: ${[...names].toSorted(compareText).join(', ')}`).toSorted(compareText);
  return [
    {
      subject: 'installations',
      severity: 'error',
      what: `several installations use this NATS and mix what they store there (${groups.join('; ')})`,
      where: 'installation and nats in the berth.yaml of these programs',
      hint: 'give each installation a NATS, or an account there, of its own; programs of one installation need the same name in installation',
    },
  ];
}

function different(heartbeats: readonly Heartbeat[]): Found[] {
  const users = new Map<string, Set<string>>();
  for (const { program, instance, configuration } of heartbeats) {
    const same = users.get(configuration) ?? new Set();
    users.set(configuration, same.add(`${program} ${instance}`));
  }
  if (users.size < 2) return [];
  const groups = [...users]
    .map(([hash, names]) => `${[...names].toSorted(compareText).join(', ')}: ${hash.slice(0, 8)}`)
    .toSorted(compareText);
  return [
    {
      subject: 'configurations',
      severity: 'error',
      what: `programs run with different configurations (${groups.join('; ')})`,
      where: 'BERTH_CONFIG of these programs',
      hint: 'give all of them the same file; each reads it again when it changes',
    },
  ];
}
