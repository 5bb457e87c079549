/** Waits until the programs themselves say that they are where they should be, as `berth status` judges it. */
import { expectedOf, reportStatus, takeSnapshot } from '@berth/cli';
import { parseInstallation } from '@berth/installation';
import { openStackStore } from './stack-store.ts';
import { waitUntil } from './wait-until.ts';

/** Appliers tell how far they are once a second. */
const patience = 30_000;
/** After which it is worth telling what the wait is for, ms. */
const silence = 3000;

/** `configuration`: the text of berth.yaml. Tells `say` what is waited for if it takes long, and what is still missing in the end. */
export async function untilSettled(nats: string, configuration: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const expected = expectedOf(parseInstallation('berth.yaml', configuration).installation);
  await using store = await openStackStore(nats, signal);
  let missing: readonly string[] = [];
  const telling = setTimeout(() => say(`Waiting for ${missing.join(', ') || 'what NATS holds'} …`), silence);
  try {
    await waitUntil('all of it', patience, async () => {
      signal.throwIfAborted();
      missing = unsettled(reportStatus(await takeSnapshot(store, signal), expected, Date.now()));
      return missing.length === 0;
    });
  } catch (error) {
    signal.throwIfAborted();
    if (missing.length === 0) throw error;
    say(`Not all is as it should be yet: ${missing.join(', ')}. \`npm run berth -- status\` tells why.`);
  } finally {
    clearTimeout(telling);
  }
}

/** Whatever else is wrong, as in containers that were there before, is no part of the start. */
function unsettled({ bigips, engines, planners }: ReturnType<typeof reportStatus>): string[] {
  return [
    ...engines.filter(({ state }) => state !== 'followed').map(({ engine }) => `a look at the engine ${engine}`),
    ...planners.filter(({ state }) => state === 'missing').map(({ site }) => `a planner for ${site}`),
    ...bigips
      .filter(({ state, behindBy }) => state.kind !== 'active' || behindBy > 0)
      .map(({ bigip, kind, state }) => `${bigip} (${kind}), which is ${state.kind === 'active' ? 'behind' : state.kind}`),
  ];
}
