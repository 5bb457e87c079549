/** The program: one loop per BIG-IP that answers DNS and one per DNS group, all at the same time. */
import { dnsApplierConfig } from '@berth/installation';
import { applierProgram, Frame, targetsOf } from '@berth/reconcile';
import { DnsKinds } from './dns-kinds.ts';
import { GtmKinds } from './gtm/gtm-kinds.ts';

/** Keeps the DNS names of every BIG-IP and the wide IPs of every group in the configuration as their documents ask for. */
export const dnsApplier = applierProgram({
  program: 'dns-applier',
  slice: dnsApplierConfig,
  targets: ({ installation, bigips, groups }) => {
    const names = targetsOf('dns', bigips).map((target) => {
      const { partition, engines } = target.bigip;
      return { ...target, resources: () => new Frame(new DnsKinds({ installation, partition, engines })) };
    });
    const wideIps = groups.map(({ name, bigip }) => {
      const resources = () => new Frame(new GtmKinds({ installation, group: name, partition: bigip.partition }));
      return { kind: 'gtm', name, bigip, resources } as const;
    });
    return [...names, ...wideIps];
  },
});
