/** The laboratory's virtual BIG-IP: in this process, or as one of its own that can be killed. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, type OwnProcess, repository, startProgram, waitUntil } from '@berth/local-stack';
import { VirtualBigIp } from '@berth/virtual-bigip';

export type LaboratoryBigip = AsyncDisposable & {
  /** What berth.yaml says of it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly url: string;
  /** `ca` is a file. */
  readonly access: { readonly url: string; readonly user: string; readonly password: string; readonly ca: string };
  readonly unit: /** In this process. */
    | { readonly kind: 'here'; readonly bigip: VirtualBigIp }
    /** On its own. */
    | { readonly kind: 'process'; readonly process: OwnProcess };
};

const user = 'admin';
const password = 'laboratory';

/** Starts one; its files lie in `directory`. */
export async function startBigip(where: 'here' | 'process', directory: string): Promise<LaboratoryBigip> {
  const state = join(directory, 'bigip');
  await mkdir(state, { recursive: true });
  const passwordFile = join(directory, 'bigip-password');
  const ca = join(directory, 'bigip-ca.pem');
  await writeFile(passwordFile, password);
  const config = (url: string) => ({ units: [new URL(url).host], user, passwordFile, ca });
  if (where === 'here') {
    const bigip = await VirtualBigIp.start({ user, password, state });
    await writeFile(ca, bigip.ca);
    return {
      url: bigip.url,
      access: { url: bigip.url, user, password, ca },
      config: config(bigip.url),
      unit: { kind: 'here', bigip },
      [Symbol.asyncDispose]: () => bigip[Symbol.asyncDispose](),
    };
  }
  const port = await freePort();
  const process = await startProgram({
    name: 'virtual-bigip',
    entry: join(repository, 'packages/virtual-bigip/src/main.ts'),
    args: ['--port', String(port), '--user', user, '--password', password, '--state', state, '--keep', 'running'],
    logFile: join(directory, 'virtual-bigip.log'),
  });
  const certificate = await waitUntil('the certificate of the virtual BIG-IP', 30_000, async () =>
    readFile(join(state, 'ca.pem'), 'utf8').catch(() => undefined),
  );
  await writeFile(ca, certificate);
  const url = `https://127.0.0.1:${port}`;
  return {
    url,
    access: { url, user, password, ca },
    config: config(url),
    unit: { kind: 'process', process },
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  };
}
