/** Tells in good time that the certificate of a NATS server ends: nothing else says so before nobody can connect any more. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, isIP } from 'node:net';
import { connect as secure } from 'node:tls';
import { certificateProblem, certificateSubject, type EndingCertificate } from './certificate-problem.ts';
import { type Connection, reasonOf } from './connect.ts';
import { rest } from './pause.ts';
import type { ReportProblem } from './problem-report.ts';
import type { Log } from './store.ts';

/** ms between two looks. */
const interval = 3_600_000;
/** How long a server may take, ms. */
const patience = 5000;

export type CertificateWatch = {
  readonly connection: Pick<Connection, 'signal'>;
  readonly servers: readonly string[];
  readonly caFile: string;
  readonly report: ReportProblem;
  readonly log: Log;
};

/** Now, and again and again until the connection is closed. */
export async function watchCertificates({ connection, servers, caFile, report, log }: CertificateWatch): Promise<void> {
  const { signal } = connection;
  while (!signal.aborted) {
    for (const server of servers) {
      if (signal.aborted) return;
      try {
        const ends = await certificateEnds(server, caFile, signal);
        report(certificateSubject(server), certificateProblem(ending(server, ends), Date.now()));
      } catch (error) {
        // Whether it can be reached at all, others tell.
        log.debug({ server, reason: reasonOf(error) }, "could not look at a server's certificate");
      }
    }
    await rest(interval, signal);
  }
}

function ending(server: string, ends: number): EndingCertificate {
  return {
    of: server,
    ends,
    afterwards: 'no program can connect to NATS any more',
    where: `NATS server ${server}`,
    hint: 'berth security init makes a new one, which nats-server --signal reload makes it take',
  };
}

/** When the certificate of a server ends, ms since 1970. NATS speaks in the clear until it has said that it wants TLS. */
async function certificateEnds(server: string, caFile: string, closed: AbortSignal): Promise<number> {
  const { hostname, port } = new URL(server.includes('://') ? server : `nats://${server}`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const ca = await readFile(caFile, 'utf8');
  const signal = AbortSignal.any([closed, AbortSignal.timeout(patience)]);
  const socket = connect(Number(port || 4222), host);
  // Whoever waits for something hears of it, and nobody has to besides.
  socket.on('error', () => undefined);
  try {
    const [greeting] = await once(socket, 'data', { signal });
    if (!String(greeting).startsWith('INFO ')) throw new Error('it is no NATS server');
    const secured = secure({ socket, ca, host, ...(isIP(host) === 0 && { servername: host }) });
    secured.on('error', () => undefined);
    await once(secured, 'secureConnect', { signal });
    return secured.getPeerX509Certificate()?.validToDate.getTime() ?? Number.POSITIVE_INFINITY;
  } finally {
    socket.destroy();
  }
}
