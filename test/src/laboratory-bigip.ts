/** The laboratory's virtual BIG-IP: in this process, one unit or a pair, or as a process of its own that can be killed. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BigipProcess, startBigip as startProcess } from '@berth/local-stack';
import { VirtualBigIp, VirtualDeviceGroup } from '@berth/virtual-bigip';

export type LaboratoryBigip = AsyncDisposable & {
  /** What berth.yaml says of it. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly url: string;
  /** `ca` is a file. */
  readonly access: { readonly url: string; readonly user: string; readonly password: string; readonly ca: string };
  readonly unit: /** In this process. */
    | { readonly kind: 'here'; readonly bigip: VirtualBigIp }
    /** Two units in this process, each of which can be switched off. */
    | { readonly kind: 'pair'; readonly group: VirtualDeviceGroup }
    /** On its own. */
    | { readonly kind: 'process'; readonly bigip: BigipProcess };
};

export type BigipPlace = {
  /** here: in this process, where its requests can be counted. pair: two units there. process: on its own, where it can be killed. */
  readonly where: 'here' | 'pair' | 'process';
  /** Address of its REST. Default: 127.0.0.1. */
  readonly host?: string;
  /** Its files lie there. */
  readonly directory: string;
};

/** Starts one. */
export async function startBigip({ where, host = '127.0.0.1', directory }: BigipPlace): Promise<LaboratoryBigip> {
  const state = join(directory, 'bigip');
  const password = randomBytes(12).toString('hex');
  if (where === 'process') {
    const bigip = await startProcess({ directory: state, host, password });
    const { url, user, caFile: ca, configuration: config } = bigip;
    const access = { url, user, password, ca };
    return { url, access, config, unit: { kind: 'process', bigip }, [Symbol.asyncDispose]: () => bigip[Symbol.asyncDispose]() };
  }
  await mkdir(state, { recursive: true });
  const [passwordFile, ca] = [join(directory, 'bigip-password'), join(directory, 'bigip-ca.pem')];
  await writeFile(passwordFile, password);
  if (where === 'pair') {
    const group = await VirtualDeviceGroup.start({ host, user: 'admin', password, state });
    await writeFile(ca, group.units.map((unit) => unit.ca).join('\n'));
    const { url, user } = group.unit(0);
    const config = { units: group.units.map((unit) => new URL(unit.url).host), user, passwordFile, ca };
    const access = { url, user, password, ca };
    return { url, access, config, unit: { kind: 'pair', group }, [Symbol.asyncDispose]: () => group[Symbol.asyncDispose]() };
  }
  const bigip = await VirtualBigIp.start({ host, user: 'admin', password, state });
  await writeFile(ca, bigip.ca);
  const { url, user } = bigip;
  const config = { units: [new URL(url).host], user, passwordFile, ca };
  return {
    url,
    access: { url, user, password, ca },
    config,
    unit: { kind: 'here', bigip },
    [Symbol.asyncDispose]: () => bigip[Symbol.asyncDispose](),
  };
}
