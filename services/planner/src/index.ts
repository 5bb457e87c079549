/** The planner: engine documents → desired documents. */
export { run } from './run.ts';
