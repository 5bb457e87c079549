/** The program: one loop per BIG-IP, all at the same time. */
import { applierConfig } from '@berth/installation';
import { applierProgram, Frame, targetsOf } from '@berth/reconcile';
import { LtmKinds } from './ltm-kinds.ts';

/** Keeps the LTM of every configured BIG-IP as its documents ask for. */
export const ltmApplier = applierProgram({
  program: 'ltm-applier',
  slice: applierConfig,
  targets: ({ installation, bigips }) =>
    targetsOf('ltm', bigips).map((target) => {
      const { partition, engines } = target.bigip;
      return { ...target, resources: () => new Frame(new LtmKinds({ installation, partition, engines })) };
    }),
});
