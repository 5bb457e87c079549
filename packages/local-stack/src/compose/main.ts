/** `npm run image-parts`: what the images are made from where no registry of images, or no network at all, can be reached. */
import { dockerAt } from '../docker-at.ts';
import { defaultEngine } from '../find-engine.ts';
import { baseImages, makeBaseImages } from './base-images.ts';
import { gatherOfflineParts } from './offline-parts.ts';

console.log('Gathering pnpm and the packages of the programs in .berth/offline …');
await gatherOfflineParts();
const engine = process.env['DOCKER_HOST'] ?? defaultEngine;
console.log(`Making base images on the Docker engine at ${engine} …`);
await makeBaseImages(dockerAt(engine));
console.log('Done. For docker compose, in .env or in the shell:\n');
for (const [name, image] of Object.entries(baseImages)) console.log(`${name}=${image}`);
