/** The engine with the images, which all test files of a project share: engine.setup.ts starts it. */
import { dockerAt } from '@berth/local-stack';
import { inject } from 'vitest';
import type { EngineOfImages } from './composition.ts';

declare module 'vitest' {
  interface ProvidedContext {
    engineOfImages: Omit<EngineOfImages, 'docker'>;
  }
}

export function engineOfImages(): EngineOfImages {
  const engine = inject('engineOfImages');
  return { ...engine, docker: dockerAt(engine.url) };
}
