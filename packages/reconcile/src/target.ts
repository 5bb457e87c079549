/** What is kept as documents ask for. */
import type { ApplierConfig } from '@berth/installation';
import type { EngineName, InstallationName, Status, TargetKind } from '@berth/messages';
import type { Turns } from './turns.ts';

export type BigipTarget = ApplierConfig['bigips'][number];

export type Target = {
  readonly kind: TargetKind;
  /** What its documents are for: the BIG-IP, or with `gtm` the DNS group that is written through it. */
  readonly name: string;
  readonly bigip: BigipTarget;
  /** One of several units, where each is written to: `bigip` then has it alone. */
  readonly unit?: string;
};

/** With what a loop needs to keep it. */
export type ApplierTarget = Target & {
  readonly program: string;
  readonly installation: InstallationName;
  readonly timing: ApplierConfig['timing'];
  readonly turns: Turns;
};

/** What the kinds of objects in a folder need to know of it. */
export type FolderTarget = {
  readonly installation: string;
  readonly partition: string;
  /** The engines that the configuration names. */
  readonly engines: readonly EngineName[];
};

/** The target of each unit of a BIG-IP: what lies in a folder that isn't synchronised is written on every one of them. */
export function unitTargets({ bigip, ...target }: Target): Target[] {
  return bigip.units.map((unit, at) => {
    const fingerprint = bigip.fingerprints?.[at];
    const alone = { ...bigip, units: [unit], ...(bigip.fingerprints && { fingerprints: fingerprint === undefined ? [] : [fingerprint] }) };
    return { ...target, bigip: alone, unit };
  });
}

/** One target for each BIG-IP. */
export function targetsOf(kind: TargetKind, bigips: readonly BigipTarget[]): Target[] {
  return bigips.map((bigip) => ({ kind, name: bigip.name, bigip }));
}

/** Through what a target is written: the BIG-IP, where the target isn't named after it, and which of several units it is now. */
export function throughOf({ name, bigip, unit }: Target, session: { readonly unit: string } | undefined): Pick<Status, 'bigip' | 'unit'> {
  const address = unit ?? (bigip.units.length > 1 ? session?.unit : undefined);
  return { ...(name !== bigip.name && { bigip: bigip.name }), ...(address !== undefined && { unit: address }) };
}
