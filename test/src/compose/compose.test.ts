/** The images and the files for Compose, on the engine with the images. */
import { describe } from 'vitest';
import { demonstrationTests } from './demonstration.ts';
import { imageTests } from './image.ts';
import { productionTests } from './production.ts';

describe('the image', imageTests);
describe('the demonstration', demonstrationTests);
describe('in production', productionTests);
