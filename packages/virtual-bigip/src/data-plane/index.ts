/** What the rest of the virtual BIG-IP uses of the data plane. */
export { startDataPlane } from './data-plane.ts';
