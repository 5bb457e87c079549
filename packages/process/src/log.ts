/** The log: one JSON object per line on standard error. */
import { visible } from '@berth/messages';
import { pino } from 'pino';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogOptions = { readonly program: string; readonly instance: string; readonly level: LogLevel };

/** Every line says which program and instance it is from. */
export function openLog({ program, instance, level }: LogOptions) {
  const options = {
    level,
    base: { program, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: shown },
  };
  // Each line is written at once, so that none is missing when the program ends.
  const destination = pino.destination({ dest: 2, sync: true });
  // With nobody left to read it, the program still has its leases to give back.
  destination.on('error', () => undefined);
  return pino(options, destination);
}

/** JSON leaves characters as they are that a terminal obeys or doesn't show. */
function shown(line: string): string {
  return `${visible(line.trimEnd())}\n`;
}
