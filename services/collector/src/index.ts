/** The collector: Docker engines → engine documents. */
export { ListedNetwork } from './docker/answers.ts';
export { observeContainer, observeNetworks } from './observe.ts';
export { run } from './run.ts';
