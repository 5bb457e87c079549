/** What benchmarks tell of many measurements. */

/** The value below which the share `part` (0 to 1) of the values lies. Throws a RangeError without values. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** What is told of measurements of one kind. */
export function summary(values: readonly number[]): { readonly median: number; readonly p99: number } {
  return { median: rounded(median(values)), p99: rounded(quantile(values, 0.99)) };
}

/** Two digits behind the point are more than a machine repeats. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** The last line of every benchmark. */
export function tellResult(result: { readonly bench: string; readonly ratio: number } & Readonly<Record<string, unknown>>): void {
  console.log(JSON.stringify(result));
}
