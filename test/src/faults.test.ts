/** Parts of a running installation are killed, wiped and stopped; afterwards all is as if nothing had happened. */
import { faultTests } from './fault-tests.ts';

faultTests({ churns: [6], churning: 8000, kills: [2], wipes: [4], stops: [5] });
