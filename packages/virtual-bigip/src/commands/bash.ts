/** `util/bash`: a shell that knows what clients ask of it to find out about the unit, and changes nothing. */

import { tmsh } from '../configuration/refusal.ts';
import type { Device } from '../configuration/resource.ts';
import { type Command, only } from './command.ts';
import { result } from './unix-files.ts';

export const bash: Command = {
  path: 'util/bash',
  name: 'run',
  by: 'administrators',
  run: (body, device) => {
    only(body, 'utilCmdArgs');
    const said = body['utilCmdArgs'];
    if (typeof said !== 'string' || said.trim() === '') throw tmsh('"util-cmd-args" requires a value');
    return result(answer(wordsOf(said), device));
  },
};

/** Shell words; refuses quotes that don't end. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  const pattern = /\s*(?:'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<plain>[^\s'"]+)|(?<open>['"]))/gy;
  for (const { groups = {} } of line.trim().matchAll(pattern)) {
    const { single, double, plain, open } = groups;
    if (open !== undefined) throw tmsh(`unmatched quote in "${line}"`);
    words.push(single ?? double?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return words;
}

function answer([option = '', script = '']: readonly string[], device: Device): string {
  if (option !== '-c') return `/bin/bash: ${option}: No such file or directory\n`;
  const line = script.trim().replaceAll(/\s+/g, ' ');
  const known = PROGRAMS.find(([pattern]) => pattern.test(line));
  if (known !== undefined) return known[1](device);
  const [program = ''] = line.split(' ');
  return program === 'tmsh' ? `Syntax Error: unexpected argument "${line.split(' ')[1] ?? ''}"\n` : `bash: ${program}: command not found\n`;
}

/** What `tmsh -q -c "show sys version"` and the like come down to. */
const TMSH = `^tmsh (?:-q )?(?:-a )?(?:-c )?["']?`;

const PROGRAMS: readonly (readonly [RegExp, (device: Device) => string])[] = [
  [/^hostname$/, ({ membership }) => `${membership.hostname}\n`],
  [/^whoami$/, () => 'root\n'],
  [/^id -u$/, () => '0\n'],
  [/^runlevel$/, () => 'N 3\n'],
  [/^date \+%s$/, ({ now }) => `${Math.floor(now() / 1000)}\n`],
  [/^cat \/proc\/uptime$/, ({ now }) => `${(now() / 1000).toFixed(2)} ${(now() / 500).toFixed(2)}\n`],
  [
    /^cat \/VERSION$/,
    ({ version }) =>
      `Product: BIG-IP\nVersion: ${version}\nBuild: 0.0.1\nSequence: ${version}-0.0.1.0\nBaseBuild: 0.0.1\nEdition: Point Release\n`,
  ],
  // Whether provisioning is under way.
  [/^ps aux \| (?:e?grep) ["']?\[m\]prov["']?$/, () => ''],
  [
    new RegExp(`${TMSH}show sys version`),
    ({ version }) =>
      `\nSys::Version\nMain Package\n  Product     BIG-IP\n  Version     ${version}\n  Build       0.0.1\n  Edition     Point Release\n  Date        Tue Jan  7 10:12:40 PST 2025\n\n`,
  ],
  [
    new RegExp(`${TMSH}show sys ready`),
    () =>
      '\n------------------------------------------------\nSys::Ready State\n------------------------------------------------\nConfig Ready   License Ready   Provision Ready\nyes            yes             yes\n\n',
  ],
  [
    new RegExp(`${TMSH}show cm sync-status`),
    ({ membership }) => {
      const { color, status, mode, summary, details } = membership.report();
      const lines = [
        `Color    ${color}`,
        `Status   ${status}`,
        `Mode     ${mode}`,
        `Summary  ${summary}`.trimEnd(),
        `Details  ${details.join('\n         ')}`,
      ];
      return `\n-------------------------------\nCM::Sync Status\n-------------------------------\n${lines.join('\n')}\n\n`;
    },
  ],
  [
    new RegExp(`${TMSH}list sys global-settings hostname`),
    ({ membership }) => `sys global-settings {\n    hostname ${membership.hostname}\n}\n`,
  ],
];
