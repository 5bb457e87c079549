/** The dns-applier as a process. */
import { start } from '@berth/process/start';
import { applierCalled } from '@berth/reconcile/called';

const called = applierCalled({
  name: 'dns-applier',
  about:
    'Keeps the DNS names on each BIG-IP as its desired documents ask for: data groups with a record per name, the DNS rule and the listeners; ' +
    'and the wide IPs of each DNS group.',
});

await start(called, async () => (await import('./run.ts')).dnsApplier);
