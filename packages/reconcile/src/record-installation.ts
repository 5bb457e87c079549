/** Where a BIG-IP holds nothing of ours, an installation begins. */
import type { Surroundings } from '@berth/bus';
import type { ApplierConfig } from '@berth/installation';
import { type InstallationName, installedKey } from '@berth/messages';
import type { ControlState } from './control.ts';
import type { Resources } from './resources.ts';

export type InstallationTarget = { readonly installation: InstallationName; readonly bigip: Pick<ApplierConfig['bigips'][number], 'name'> };

/** Records that this installation writes to the BIG-IP, if nothing says so and it was seen to hold nothing of ours. */
export async function recordInstallation(
  { installation, bigip }: InstallationTarget,
  { control, resources }: { readonly control: ControlState; readonly resources: Resources },
  { store, clock, log, signal }: Surroundings,
): Promise<void> {
  if (control.permission.kind !== 'new' || resources.holdsOurs() !== false) return;
  const document = { v: 1, kind: 'installed', installation, at: clock.now() } as const;
  const revision = await store.compareAndSet('berth-control', { key: installedKey(bigip.name), document, revision: undefined }, signal);
  // Somebody else was faster: the watch will say so.
  if (revision === undefined) return;
  control.installed();
  log.info({ bigip: bigip.name }, 'recorded that this installation writes to the BIG-IP');
}
