/** The dns-applier as a process. */
import { start } from '@berth/process';
import { dnsApplier } from './run.ts';

await start(dnsApplier);
