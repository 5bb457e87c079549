/** For tests: a question about a name, as data and as it is drawn. */
import { drawWhy } from '../draw-why.ts';
import type { Expected } from '../expected.ts';
import { draw } from '../screen.ts';
import { reportWhy } from '../why-report.ts';
import { holding, now, snapshotOf } from './world.ts';

export const configured: Expected = {
  expose: 'convention',
  bigips: [{ name: 'edge', site: 'east', kinds: ['ltm'] }],
  groups: [],
  engines: [{ name: 'docker1', site: 'east' }],
};

/** Asked of the calm installation with these changes. */
export function why(name: string, change: Parameters<typeof holding>[0] = {}, expected = configured) {
  const report = reportWhy(name, snapshotOf(holding(change)), expected, now);
  const text = drawWhy(report, now)
    .map((line) => draw(line, 'off'))
    .join('\n');
  return { report, text };
}
