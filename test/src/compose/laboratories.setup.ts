/** Before each test file of a project whose laboratories are to run their programs as Compose does. */
import { runLaboratoriesBy } from '../laboratory.ts';
import { Composed } from '../runtime/composed.ts';
import { engineOfImages } from './engine.ts';

runLaboratoriesBy((options) => Composed.prepare(engineOfImages(), options));
