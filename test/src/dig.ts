/** Asks DNS questions with the real `dig`. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Endpoint } from './request.ts';

export type Dug = {
  /** `NOERROR`, `NXDOMAIN` and so on; undefined when there was no answer. */
  readonly status: string | undefined;
  /** Such as `aa`. */
  readonly flags: readonly string[];
  /** The data of each record in the answer, sorted. */
  readonly answers: readonly string[];
  /** Whole lines of the authority section. */
  readonly authority: readonly string[];
};

export type How = { readonly type?: string; readonly over?: 'udp' | 'tcp' };

/** One question, to a port of this machine when no address is given. Never rejects: a server that is silent has no status. */
export async function dig(where: number | Endpoint, name: string, { type = 'A', over = 'udp' }: How = {}): Promise<Dug> {
  const { address, port } = typeof where === 'number' ? { address: '127.0.0.1', port: where } : where;
  const args = [`@${address}`, '-p', String(port), name, type, '+noall', '+comments', '+answer', '+authority', '+tries=1', '+time=2'];
  const { stdout } = await promisify(execFile)('dig', [...args, over === 'tcp' ? '+tcp' : '+notcp']).catch(() => ({ stdout: '' }));
  const [, status] = /status: (\w+)/.exec(stdout) ?? [];
  const [, flags = ''] = /flags: ([^;]*);/.exec(stdout) ?? [];
  return {
    status,
    flags: flags.split(' ').filter((flag) => flag !== ''),
    answers: section(stdout, 'ANSWER')
      .map((line) => line.split(/\s+/).slice(4).join(' '))
      .toSorted((a, b) => (a < b ? -1 : 1)),
    authority: section(stdout, 'AUTHORITY'),
  };
}

function section(text: string, name: string): string[] {
  const [, lines = ''] = new RegExp(`;; ${name} SECTION:\n((?:[^;\n].*\n)*)`).exec(text) ?? [];
  return lines.split('\n').filter((line) => line !== '');
}
