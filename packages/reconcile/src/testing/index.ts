/** For tests of appliers. */
export * from './driver.ts';
export { followed, fromLast, ObligingBigip } from './obliging-bigip.ts';
export { expectSettled } from './settled.ts';
export { withBigip } from './with-bigip.ts';
