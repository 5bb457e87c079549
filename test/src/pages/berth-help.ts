/** What the `berth` command says of its commands. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '@berth/local-stack';
import { runEntry } from '../run-entry.ts';

/** The help of each command, by its name, as one process tells them. */
let told: Promise<ReadonlyMap<string, string>> | undefined;

export async function berthHelp(): Promise<ReadonlyMap<string, string>> {
  told ??= ask();
  return await told;
}

async function ask(): Promise<ReadonlyMap<string, string>> {
  const { stdout: all } = await runEntry('packages/cli/src/main.ts', { args: ['--help'] });
  const names = [...(/^Commands:\n((?: .*\n)+)/m.exec(all)?.[1] ?? '').matchAll(/^ {2}(\w+)/gm)].flatMap(([, name = '']) =>
    name === 'security' ? ['security init'] : [name],
  );
  const commands = names.filter((name) => name !== 'help');
  const script = `
    import { berth } from '${join(repository, 'packages/cli/src/commands.ts')}';
    for (const command of ${JSON.stringify(commands)}) {
      process.stdout.write('\\f');
      await berth([...command.split(' '), '--help'], { variables: {} });
    }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return new Map(
    stdout
      .split('\f')
      .slice(1)
      .map((help, index) => [commands[index] ?? '', help]),
  );
}
