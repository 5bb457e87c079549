/** What is kept as documents ask for. */
import type { ApplierConfig } from '@berth/installation';
import type { InstallationName, TargetKind } from '@berth/messages';

export type BigipTarget = ApplierConfig['bigips'][number];

export type Target = {
  readonly kind: TargetKind;
  /** What its documents are for: the BIG-IP, or with `gtm` the DNS group that is written through it. */
  readonly name: string;
  readonly bigip: BigipTarget;
};

/** With what a loop needs to keep it. */
export type ApplierTarget = Target & {
  readonly program: string;
  readonly installation: InstallationName;
  readonly timing: ApplierConfig['timing'];
};

/** One target for each BIG-IP. */
export function targetsOf(kind: TargetKind, bigips: readonly BigipTarget[]): Target[] {
  return bigips.map((bigip) => ({ kind, name: bigip.name, bigip }));
}
