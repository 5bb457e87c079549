/** The collector: Docker engines → engine documents. */
export { run } from './run.ts';
