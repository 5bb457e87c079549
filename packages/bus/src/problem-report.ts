/** How the bus tells of what an operator should see. */
import type { Problem } from '@berth/messages';

/** A problem as its finder knows it; who found it, and under which epoch, is added where it is published. */
export type FoundProblem = Pick<Problem, 'severity' | 'what' | 'where' | 'hint'>;

/** Says that something is a problem, under a stable name, or (undefined) that it is none any more. */
export type ReportProblem = (subject: string, problem: FoundProblem | undefined) => void;
