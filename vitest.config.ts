import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Besides 17.1.2, against which everything runs. */
const furtherVersions = ['13.1.5', '16.1.3', '17.5.0'];
/** How the programs work beside each other, which asks little of the version: for the oldest besides. */
const wholePrograms = 'services/*/src/run.contract.test.ts';

/** Whose laboratories can run their programs as Compose does, too. */
const laboratories =
  'test/src/{dns,faults,footprint,metrics,role,serve,states,virtuals,wide-ip,security/{security,one-bigip},hostile/strangers}.test.ts';
/** Of `npm test`. */
const fewLaboratories = 'test/src/serve.test.ts';
/** What needs the images. */
const composed = 'test/src/compose/{alone,compose}.test.ts';

/** Mostly wait: on two processors Vitest would run one at a time. */
const maxWorkers = availableParallelism() + 1;

/** No file leaves anything behind, and most of a small file's time went into loading its modules once more. */
const isolate = false;

/** They would run on alone at the end, as Vitest takes the largest file first where it does not know how long each takes. */
const longest = [
  'compose',
  'faults',
  'newcomer',
  'cluster',
  'lost-engine',
  'follow-engine',
  'conformance',
  'run.contract',
  'lab',
  'hostile',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,services}/*/src/**/*.test.ts', 'irules/src/**/*.test.ts'],
          maxWorkers,
          isolate,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...furtherVersions.map((version) => ({
        test: {
          name: `contract-${version}`,
          include: ['services/*/src/**/*.contract.test.ts'],
          exclude: version === '13.1.5' ? [] : [wholePrograms],
          env: { TMOS_VERSION: version },
          isolate,
          maxWorkers,
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      })),
      {
        test: {
          name: 'end-to-end',
          include: ['test/src/**/*.test.ts'],
          exclude: [composed],
          isolate,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Each file has a laboratory of its own, and waits for it at times.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      ...[
        { name: 'composed', include: [composed, fewLaboratories] },
        { name: 'composed-whole', include: [composed, laboratories] },
      ].map((project) => ({
        test: {
          ...project,
          globalSetup: 'test/src/compose/engine.setup.ts',
          setupFiles: 'test/src/compose/laboratories.setup.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      })),
      {
        test: {
          name: 'clients',
          include: ['{packages,services}/*/src/**/*.clients.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'soak',
          include: ['test/src/**/*.soak.ts', 'irules/src/**/*.soak.ts'],
          testTimeout: 0,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
