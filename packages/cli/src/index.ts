/** What others use of the `berth` command: what it reports, and how that is drawn. */
export { drawHappening } from './draw-happening.ts';
export { drawStatus } from './draw-status.ts';
export { drawWhy } from './draw-why.ts';
export { expectedOf, nothingExpected } from './expected.ts';
export { followHappenings } from './follow.ts';
export type { Happening } from './happening.ts';
export { draw, drawJson } from './screen.ts';
export { initSecurity } from './security/init.ts';
export { type Snapshot, takeSnapshot } from './snapshot.ts';
export { reportStatus } from './status-report.ts';
export { reportWhy } from './why-report.ts';
