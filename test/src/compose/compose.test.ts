/** The images and the files for Compose, run on an engine of their own. */
import type { PrivateEngine } from '@berth/local-stack';
import { afterAll, beforeAll, describe } from 'vitest';
import { demonstrationTests } from './demonstration.ts';
import { imageTests } from './image.ts';
import { engineWithImages } from './images.ts';
import { productionTests } from './production.ts';

let engine: PrivateEngine;

beforeAll(async () => {
  engine = await engineWithImages();
});

afterAll(async () => await engine?.[Symbol.asyncDispose]());

describe('the image', () => imageTests(() => engine));
describe('the demonstration', () => demonstrationTests(() => engine));
describe('in production', () => productionTests(() => engine));
