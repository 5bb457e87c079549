import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Configuration } from './configuration.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const text = (minAvailable: string) => `installation: sample\nminAvailable: ${minAvailable}\nsites: { east: {} }\n`;
const soon = { timeout: 20_000 };

async function configured() {
  const directory = await mkdtemp(join(tmpdir(), 'berth-configuration-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'berth.yaml');
  await writeFile(file, text('1'));
  const configuration = await Configuration.read({ file, variables: {}, log });
  onTestFinished(() => configuration[Symbol.dispose]());
  const news = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    using _listening = configuration.onNews(resolve);
    await promise;
  };
  return { file, configuration, news };
}

test('a file that is replaced comes into force; a wrong one is told and leaves the old one in force', async () => {
  const { file, configuration, news } = await configured();
  const changed = news();
  await writeFile(`${file}.new`, text('2'));
  await rename(`${file}.new`, file);
  await changed;
  expect(configuration.loaded.installation.minAvailable).toBe(2);

  await writeFile(file, text('many'));
  await expect.poll(() => configuration.refused.join(), soon).toMatch(/^minAvailable: .*expected number.*\(is "many"\)$/);
  expect(configuration.loaded.installation.minAvailable).toBe(2);

  const again = news();
  await writeFile(file, text('3'));
  await again;
  expect(configuration.refused).toEqual([]);
  expect(configuration.loaded.installation.minAvailable).toBe(3);
});

test('a file that vanishes leaves the old one in force', async () => {
  const { file, configuration } = await configured();
  await rm(file);
  await expect.poll(() => configuration.refused.join(), soon).toMatch(/could not be read/);
  expect(configuration.loaded.installation.minAvailable).toBe(1);
});
