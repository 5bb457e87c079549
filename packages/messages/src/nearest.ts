/** Which of the names that there are somebody probably meant. */

/** The candidate closest to `text`; undefined when none is near enough to be meant. */
export function nearest(text: string, candidates: Iterable<string>): string | undefined {
  return allNear(text, candidates)[0];
}

/** The candidates near enough to `text` to be meant, the closest first. */
export function allNear(text: string, candidates: Iterable<string>): string[] {
  const most = Math.max(2, Math.ceil(text.length / 3));
  return [...candidates]
    .filter((candidate) => Math.abs(candidate.length - text.length) <= most)
    .map((candidate) => ({ candidate, distance: editDistance(text, candidate) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's: how many characters are added, left out or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [line, char] of [...a].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= b.length; column++) {
      const [left = 0, above = 0, diagonal = 0] = [next[column - 1], row[column], row[column - 1]];
      next.push(Math.min(left + 1, above + 1, diagonal + (b[column - 1] === char ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
