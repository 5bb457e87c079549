/** The containers that a run starts from the sample image, and how they are told from everybody else's. */
import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { dockerAt } from './docker-at.ts';
import { type Entry, type Noted, note } from './ledger.ts';
import { makeImage } from './sample-image.ts';

type SamplesEntry = Extract<Entry, { kind: 'samples' }>;

const labelKey = 'berth-local-stack';

/** Containers of one run on one engine, removed together, with the image unless somebody else uses it. */
export class SampleContainers implements AsyncDisposable {
  readonly #docker: Docker;
  readonly #entry: SamplesEntry;
  readonly #noted: Noted | undefined;
  readonly image: string;

  constructor(docker: Docker, entry: SamplesEntry, noted: Noted | undefined) {
    this.#docker = docker;
    this.#entry = entry;
    this.#noted = noted;
    this.image = entry.image;
  }

  /** Starts a container; its host name is its name, so that its page shows it. */
  async start(name: string, labels: Readonly<Record<string, string>> = {}): Promise<Docker.Container> {
    const container = await this.#docker.createContainer({
      name,
      Hostname: name,
      Image: this.image,
      Labels: { ...labels, [labelKey]: this.#entry.run },
    });
    await container.start();
    return container;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#noted === undefined) return;
    await removeSamples(this.#entry);
    await this.#noted.strike();
  }
}

/** Makes the sample image on the engine at `url`. The containers go with the returned value, or with the engine where that is ours. */
export async function sampleContainers(url: string, engine: 'found' | 'private'): Promise<SampleContainers> {
  const docker = dockerAt(url);
  const entry = { kind: 'samples', url, run: randomBytes(6).toString('hex'), image: 'berth-sample/web:latest' } as const;
  const noted = engine === 'found' ? await note(entry) : undefined;
  await makeImage(docker);
  return new SampleContainers(docker, entry, noted);
}

/** Removes a run's containers, and the image unless a container of somebody else uses it. */
export async function removeSamples({ url, run, image }: SamplesEntry): Promise<void> {
  const docker = dockerAt(url);
  const containers = await docker.listContainers({ all: true, filters: { label: [`${labelKey}=${run}`] } });
  await Promise.all(containers.map(({ Id }) => unlessStatus([404, 409], docker.getContainer(Id).remove({ force: true, v: true }))));
  await unlessStatus([404, 409], docker.getImage(image).remove());
}

/** 404: gone already. 409: being removed, or used by somebody else. */
async function unlessStatus(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && statuses.includes(Number(error.statusCode)))) throw error;
  }
}
