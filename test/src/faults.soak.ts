/** The same with as many random histories as `npm run soak -- --seed S --histories N` says. */
import { faultTests } from './fault-tests.ts';

const seed = Number(process.env['BERTH_SOAK_SEED'] ?? 1);
const histories = Number(process.env['BERTH_SOAK_HISTORIES'] ?? 20);
const seeds = Array.from({ length: histories }, (_, index) => seed + index);

faultTests({ churns: seeds, churning: 20_000, kills: seeds, wipes: seeds, stops: seeds });
