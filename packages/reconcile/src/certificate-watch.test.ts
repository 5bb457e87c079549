import { expect, test, vi } from 'vitest';
import { watchCertificates } from './certificate-watch.ts';

const day = 24 * 3600 * 1000;
const now = Date.UTC(2026, 0, 1);

test('tells of units whose certificate ends soon while they are reached, until it is renewed', async () => {
  const open = new Map<string, string>();
  let units: readonly { unit: string; certificateEnds: number | undefined }[] = [];
  const end = new AbortController();
  vi.useFakeTimers();
  try {
    const watching = watchCertificates(
      {
        bigip: 'edge',
        sessions: () => units,
        report: (subject, problem) => void (problem === undefined ? open.delete(subject) : open.set(subject, problem.what)),
        clock: { now: () => now },
      },
      end.signal,
    );
    units = [
      { unit: 'a', certificateEnds: now + 20 * day },
      { unit: 'b', certificateEnds: now + 31 * day },
      { unit: 'pinned', certificateEnds: undefined },
    ];
    await vi.advanceTimersByTimeAsync(1_000);
    const what = 'the certificate of a ends on 2026-01-21, in 20 days; then Berth believes it no more, and nothing changes there';
    expect([...open]).toEqual([['certificate-a', what]]);
    units = [];
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...open.keys()]).toEqual(['certificate-a']);
    units = [{ unit: 'a', certificateEnds: now + 365 * day }];
    await vi.advanceTimersByTimeAsync(1_000);
    expect([...open]).toEqual([]);
    units = [{ unit: 'a', certificateEnds: now + day }];
    await vi.advanceTimersByTimeAsync(60_000);
    expect([...open.keys()]).toEqual(['certificate-a']);
    end.abort();
    await watching;
    expect([...open]).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
