/** Before all tests of a project: one engine for all of them, with the images. */
import type { TestProject } from 'vitest/node';
import { engineWithImages } from './images.ts';

/** Returns what ends it; vitest knows it by its name. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await engineWithImages();
  const { url, socket, volumes, gateway } = engine;
  project.provide('engineOfImages', { url, socket, volumes, gateway });
  return async () => await engine[Symbol.asyncDispose]();
}
