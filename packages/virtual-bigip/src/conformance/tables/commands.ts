/** `util/bash`: what clients ask of a shell to find out about the unit. */

import { type Ask, type Case, type Group, ok, tmsh } from '../case.ts';

const bash = (utilCmdArgs: unknown): Ask => ['POST', 'util/bash', { command: 'run', utilCmdArgs }];
const says = (script: string, commandResult: string | RegExp, by = 'f5-ansible: bigip_command'): Case => ({
  it: `runs ${script}`,
  by,
  ask: bash(`-c '${script}'`),
  gets: ok({ kind: 'tm:util:bash:runstate', command: 'run', commandResult }),
});

export const commands: readonly Group[] = [
  {
    name: 'bash',
    cases: [
      {
        it: 'echoes what it ran',
        by: 'f5-ansible-bigip: load_sys_uptime_info',
        ask: bash("-c 'cat /proc/uptime' "),
        gets: { status: 200, exactly: { kind: 'tm:util:bash:runstate', command: 'run', utilCmdArgs: "-c 'cat /proc/uptime' ", commandResult: /^\d+\.\d\d \d+\.\d\d\n$/ } },
      },
      { it: 'has no result for what says nothing', by: 'f5-ansible: bigip_wait', ask: bash(`-c "ps aux | grep '[m]prov'"`), gets: ok({ command: 'run' }, 'commandResult') },
      says('hostname', 'bigip1.example.com\n'),
      says('whoami', 'root\n'),
      says('id -u', '0\n'),
      says('runlevel', 'N 3\n', 'f5-ansible: bigip_wait'),
      says('date +%s', /^\d+\n$/),
      says('cat /VERSION', /^Product: BIG-IP\nVersion: 17\.1\.2\n/),
      says('tmsh show sys version', /^\nSys::Version\nMain Package\n {2}Product {5}BIG-IP\n {2}Version {5}17\.1\.2\n/),
      says('tmsh -q show sys version', /Version {5}17\.1\.2/),
      says('tmsh -c "show sys version"', /Version {5}17\.1\.2/),
      says('tmsh show sys ready', /yes {12}yes {13}yes/),
      says('tmsh show cm sync-status', /Status {3}Standalone/),
      says('tmsh list sys global-settings hostname', 'sys global-settings {\n    hostname bigip1.example.com\n}\n'),
      says('rm -rf /', 'bash: rm: command not found\n', 'switch'),
      says('tmsh delete ltm pool all', 'Syntax Error: unexpected argument "delete"\n', 'switch'),
      { it: 'reads no script', by: 'F5 doc: util bash', ask: bash('script'), gets: ok({ commandResult: '/bin/bash: script: No such file or directory\n' }) },
      { it: 'needs quotes that end', by: 'F5 doc: util bash', ask: bash("-c 'hostname"), gets: tmsh(`unmatched quote in "-c 'hostname"`) },
      { it: 'needs something to run', by: 'F5 doc: util bash', ask: bash(''), gets: tmsh('"util-cmd-args" requires a value') },
      { it: 'needs text to run', by: 'F5 doc: util bash', ask: bash(5), gets: tmsh('"util-cmd-args" requires a value') },
      { it: 'takes nothing else', by: 'POSH-LTM-Rest 188', ask: ['POST', 'util/bash', { command: 'run', utilCmdArgs: "-c 'id -u'", user: 'x' }], gets: tmsh('"user" unknown property') },
      { it: 'does nothing but run', by: 'f5-common-python 840', ask: ['POST', 'util/bash', { command: 'walk' }], gets: tmsh('invalid property value "command":"walk"') },
      { it: 'for files needs paths', by: 'F5 doc: util unix-rm', ask: ['POST', 'util/unix-rm', { command: 'run' }], gets: tmsh('"util-cmd-args" requires a value') },
    ],
  },
];
