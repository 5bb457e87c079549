/** A laboratory on one machine: Docker engines, nats-server and programs of our own, for the stack and for tests. */
export { all } from './all.ts';
export { BigipProcess, type BigipProcessOptions, startBigip } from './bigip-process.ts';
export { cleanUp } from './clean-up.ts';
export { dockerAt } from './docker-at.ts';
export { type EngineSearch, findEngine } from './find-engine.ts';
export { freePort } from './free-port.ts';
export { type Lab, type LabOptions, startLab } from './lab/lab.ts';
export { LabBerth, type LabBerthOptions, type LabProgram, startBerth } from './lab/lab-berth.ts';
export { LabBigip } from './lab/lab-bigip.ts';
export { LabEngine, type LabEngineOptions } from './lab/lab-engine.ts';
export { type NatsOptions, NatsServer, startNats } from './nats-server.ts';
export { ownDirectory } from './own-directory.ts';
export { type Exit, OwnProcess, type ProcessOptions, type ProgramOptions, startProgram } from './own-process.ts';
export { berthDirectory, repository } from './paths.ts';
export { type EngineOptions, PrivateEngine, startEngine } from './private-engine.ts';
export { makeImage, type SampleTag } from './sample-image.ts';
export { waitUntil } from './wait-until.ts';
