/** Whether a Docker engine can be used, or one of its own started, before anything is brought in for it. */
import { accessSync, constants } from 'node:fs';

const defaultSocket = '/var/run/docker.sock';

/**
 * `engine`: `any` if the command uses one that is there, else its own; `own` if it starts its own in any case; undefined if it needs
 * none. Says on standard error what is missing, and returns false.
 */
export function engineAccess(engine, args) {
  if (engine === undefined || process.getuid() === 0 || args.includes('--help')) return true;
  const isOwn = engine === 'own' || hasSeveralSites(args);
  const obstacle = isOwn ? 'it starts Docker engines of its own' : obstacleAt(process.env.DOCKER_HOST || `unix://${defaultSocket}`);
  if (obstacle === undefined) return true;
  const instead = isOwn ? '' : ', or start Docker and let this user use it (as a rule: the group docker)';
  console.error(`This needs root, for ${obstacle}. Run the same with sudo${instead}. Nothing was installed.`);
  return false;
}

function hasSeveralSites(args) {
  const [, sites] = /(?:^| )--sites[ =](\d+)/.exec(args.join(' ')) ?? [];
  return sites !== undefined && Number(sites) > 1;
}

/** Whether an engine behind a socket that may be opened can be used, and one elsewhere, is seen later. */
function obstacleAt(url) {
  if (!url.startsWith('unix://')) return undefined;
  const socket = url.slice('unix://'.length);
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return `no Docker engine can be used at ${socket} (${error.code}) and it would start one of its own`;
  }
}
