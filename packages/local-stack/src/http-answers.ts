/** Whether a web server answers as it should. */
import { get } from 'node:http';

/** Asks for a page on a connection of its own; true for 200. Never rejects. */
export async function answersOk(where: {
  readonly address: string;
  readonly port?: number;
  readonly path?: string;
  readonly host?: string;
}): Promise<boolean> {
  const { address, port = 80, path = '/', host = address } = where;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = get({ host: address, port, path, headers: { host }, timeout: 500, agent: false }, (response) => {
    resolve(response.resume().statusCode === 200);
  });
  request.on('error', () => resolve(false)).on('timeout', () => request.destroy());
  return await promise;
}
