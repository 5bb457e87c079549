/** The configuration, as a command finds it. */
import { ConfigurationError, type Installation, loadInstallation } from '@berth/installation';
import { Unanswered } from './unanswered.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export type Found =
  | { readonly kind: 'read'; readonly file: string; readonly installation: Installation }
  | { readonly kind: 'missing' | 'wrong'; readonly file: string; readonly error: ConfigurationError };

/** The one that BERTH_CONFIG names. */
export async function findConfiguration(variables: Variables): Promise<Found> {
  const file = variables['BERTH_CONFIG'] || 'berth.yaml';
  try {
    return { kind: 'read', file, installation: (await loadInstallation(file, variables)).installation };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { kind: isMissing(error.cause) ? 'missing' : 'wrong', file, error };
  }
}

/** The same where nothing can be done without. `instead`: what else may be said. Throws Unanswered. */
export async function readConfiguration(variables: Variables, instead?: string): Promise<Found & { kind: 'read' }> {
  const found = await findConfiguration(variables);
  switch (found.kind) {
    case 'read':
      return found;
    case 'missing':
      throw new Unanswered(
        `there is no ${found.file}: name the configuration with BERTH_CONFIG${instead === undefined ? '' : `, or ${instead}`}`,
        {
          cause: found.error,
        },
      );
    case 'wrong':
      throw new Unanswered(`${found.error.message}${instead === undefined ? '' : `\nUntil it is mended, ${instead}`}`, {
        cause: found.error,
      });
    default:
      return found satisfies never;
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
