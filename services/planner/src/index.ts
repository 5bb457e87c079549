/** The planner: engine documents → desired documents. */
export { plan } from './plan.ts';
export type { PlanProblem } from './problems.ts';
export { run } from './run.ts';
export { ServiceIndex } from './service-index.ts';
