/** An applier as a program: one loop per target, all at the same time. */
import { type ApplierConfig, applierConfig, trustOfUnit } from '@berth/installation';
import type { Program } from '@berth/process';
import { applierStdio } from './applier-stdio.ts';
import { keepTarget } from './keep-target.ts';
import type { Resources } from './resources.ts';
import type { BigipTarget, Target } from './target.ts';
import { Turns } from './turns.ts';

/** What is kept, and with what: `resources` are made anew each time that its lease is won. */
export type KeptTarget = Target & { readonly resources: () => Resources };

export type ApplierOptions<Config> = Pick<Program<Config>, 'slice'> & {
  /** As its leases' owner is called. */
  readonly program: string;
  readonly targets: (config: Config) => readonly KeptTarget[];
};

/** It has a part for each BIG-IP that it writes to. */
export function applierProgram<Config extends ApplierConfig>({ program, slice, targets }: ApplierOptions<Config>): Program<Config> {
  return {
    slice,
    parts: (installation) => [...new Set(targets(slice(installation, [])).map(({ bigip }) => bigip.name))],
    known: (installation) => applierConfig(installation).bigips.map(({ name }) => name),
    files: (config) => targets(config).flatMap(({ bigip }) => filesOf(bigip)),
    run: async (config, surroundings) => {
      const { installation, timing } = config;
      const turns = new Turns(surroundings.store, program);
      const keep = ({ resources, ...target }: KeptTarget) =>
        keepTarget({ ...target, program, installation, timing, turns }, resources, surroundings);
      await Promise.all(targets(config).map(keep));
    },
    stdio: applierStdio(targets),
  };
}

function filesOf(bigip: BigipTarget): string[] {
  const trusts = bigip.units.map((_, at) => trustOfUnit(bigip, at));
  return [bigip.passwordFile, ...trusts.flatMap((trust) => (trust.kind === 'ca' ? [trust.file] : []))];
}
