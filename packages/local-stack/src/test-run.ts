/** `npm test`: type check, lint, audit and all tests, one after the other, and how many passed. Arguments go to vitest. */
import { cleanUp } from './clean-up.ts';
import { auditDependencies } from './dependency-audit.ts';
import { runAttached } from './run-attached.ts';
import { untilStopped } from './until-stopped.ts';
import { type Counts, runVitest } from './vitest-counts.ts';

const onePassed: Counts = { passed: 1, failed: 0 };
const oneFailed: Counts = { passed: 0, failed: 1 };
const signal = untilStopped();
const projects = ['unit', 'contract-*', 'end-to-end', 'composed'];

const steps: readonly { readonly title: string; run(): Promise<Counts> }[] = [
  { title: 'Type check', run: async () => ((await runAttached('tsc', ['-b'], signal)) ? onePassed : oneFailed) },
  { title: 'Lint', run: lint },
  { title: 'Audit', run: audit },
  { title: 'Tests', run: () => runVitest([...projects.flatMap((name) => ['--project', name]), ...process.argv.slice(2)], signal) },
];

await cleanUp((line) => console.log(line));
let passed = 0;
let failed = 0;
for (const { title, run } of steps) {
  console.log(`\n── ${title} ──\n`);
  const counts = signal.aborted ? oneFailed : await run();
  passed += counts.passed;
  failed += counts.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function lint(): Promise<Counts> {
  return (await runAttached('biome', ['check', '.'], signal)) && (await runAttached('knip', [], signal)) ? onePassed : oneFailed;
}

/** Where the registry doesn't answer, nothing passed, and nothing failed. */
async function audit(): Promise<Counts> {
  const result = await auditDependencies();
  switch (result.kind) {
    case 'weak':
      for (const finding of result.findings) console.log(finding);
      return oneFailed;
    case 'clean':
      console.log(result.says);
      return onePassed;
    case 'unanswered':
      console.log(result.says);
      return { passed: 0, failed: 0 };
    default:
      return result satisfies never;
  }
}
