/** Whether weaknesses are known of the packages that the programs and their tests need, as far as the package registry says so. */
import { execFile } from 'node:child_process';
import { z } from 'zod';
import { pnpm } from './compose/offline-parts.ts';
import { repository } from './paths.ts';

export type AuditResult =
  | { readonly kind: 'clean' | 'unanswered'; readonly says: string }
  /** One line for each that is high or critical. */
  | { readonly kind: 'weak'; readonly findings: readonly string[] };

/** What pnpm prints once it was answered. */
const Report = z.object({
  advisories: z.record(
    z.string(),
    z.object({
      module_name: z.string(),
      severity: z.string(),
      title: z.string(),
      url: z.string(),
      findings: z.array(z.object({ version: z.string(), paths: z.array(z.string()) })),
    }),
  ),
  metadata: z.object({ totalDependencies: z.number() }),
});

/** ms */
const patience = 60_000;

/** Asks for everything but what only development needs, which is in no image. `registry`: a URL; default: the one that is configured. */
export async function auditDependencies(registry?: string): Promise<AuditResult> {
  const args = [
    'audit',
    '--prod',
    '--audit-level',
    'high',
    '--json',
    '--config.fetch-retries=0',
    ...(registry === undefined ? [] : ['--registry', registry]),
  ];
  const { promise, resolve, reject } = Promise.withResolvers<AuditResult>();
  execFile(pnpm, args, { cwd: repository, timeout: patience, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
    const report = reportIn(stdout);
    if (report !== undefined) resolve(judge(report));
    else if (error !== null && error.code === 'ENOENT') reject(error);
    else
      resolve({ kind: 'unanswered', says: `Not audited: ${reasonIn(stderr)}. What is known of weaknesses in the packages was not asked.` });
  });
  return await promise;
}

function judge({ advisories, metadata }: z.infer<typeof Report>): AuditResult {
  const findings = Object.values(advisories).map(
    ({ module_name, severity, title, url, findings: found }) =>
      `${severity}: ${module_name} ${found.map(({ version, paths }) => `${version} (${paths.join(', ')})`).join(', ')}: ${title}, ${url}`,
  );
  if (findings.length > 0) return { kind: 'weak', findings };
  return { kind: 'clean', says: `No high or critical weakness is known of ${metadata.totalDependencies} packages.` };
}

function reportIn(text: string): z.infer<typeof Report> | undefined {
  try {
    return Report.parse(JSON.parse(text));
  } catch {
    // It was not answered, which standard error tells.
    return undefined;
  }
}

function reasonIn(stderr: string): string {
  const [, status] = /responded with (\d+)/.exec(stderr.replaceAll(/\s*│\s*/g, ' ')) ?? [];
  return status === undefined
    ? 'the package registry could not be reached'
    : `the package registry answers ${status} where it is asked for that`;
}
