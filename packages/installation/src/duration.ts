/** Durations as operators write them. */
import { z } from 'zod';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `20ms`, `10s`, `15m`, `24h`, `1d` → milliseconds. */
const Duration = z
  .string()
  .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/, 'a duration such as 20ms, 10s, 15m or 24h')
  .transform((text) => {
    const [, count, unit] = /^([\d.]+)(ms|s|m|h|d)$/.exec(text) ?? [];
    return Number(count) * units[unit as keyof typeof units];
  });

/** A duration with its default, as the operator would write it. */
export function duration(standard: string) {
  return Duration.prefault(standard);
}
