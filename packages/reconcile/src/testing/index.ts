/** For tests of appliers. */
export * from './driver.ts';
export { withBigip } from './with-bigip.ts';
