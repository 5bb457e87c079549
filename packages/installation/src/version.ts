/** Berth's version, which the package at the top says. */
import { readFileSync } from 'node:fs';

// No schema: it is our own file, and whoever asks for the version alone shouldn't wait for one.
export const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};
