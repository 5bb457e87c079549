/** For tests of what is traced. */
export { ToldSpans, traceNumber } from './told-spans.ts';
