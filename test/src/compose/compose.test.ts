/** The images and the files for Compose, on the engine with the images. */
import { describe } from 'vitest';
import { demonstrationTests } from './demonstration.ts';
import { imageTests } from './image.ts';
import { productionTests } from './production.ts';

describe('the image', imageTests);
describe('the demonstration', demonstrationTests);
// Each of its steps starts most of the containers anew.
describe('in production', { timeout: 400_000 }, productionTests);
