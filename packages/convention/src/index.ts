/** What a container's name and labels mean: whether it counts, and for which service. */
export { canonical } from './canonical.ts';
export * from './destination.ts';
export { type FieldName, poolLabels, type ServiceLabels } from './label-fields.ts';
export { type LabelSet, readLabels } from './labels.ts';
export { whyAtRest, whyLeftOut, whyNotCounted } from './left-out.ts';
export { limits } from './limits.ts';
export { type Named, nameByConvention } from './names.ts';
