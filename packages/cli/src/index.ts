/** What others use of the `berth` command: following what happens, as lines for people. */
export { drawHappening } from './draw-happening.ts';
export { followHappenings } from './follow.ts';
export type { Happening } from './happening.ts';
export { draw } from './screen.ts';
