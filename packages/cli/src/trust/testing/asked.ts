/** For tests: whose certificates are looked at, and what is thought of them. */
import { type Installation, parseInstallation } from '@berth/installation';
import { draw } from '../../screen.ts';
import { drawTrust } from '../draw.ts';
import { lookAt } from '../look.ts';
import { reportTrust } from '../report.ts';
import { subjectsOf } from '../subjects.ts';

/** The BIG-IP edge of these units, with what says whom to believe, and beside it the engine docker1 at the first of them. */
export function configured(units: readonly string[], trust: object = {}, caFile = '/never/read'): Installation {
  const edge = { units, user: 'berth', passwordFile: '/never/read', ...trust };
  const engines = {
    socket: { url: 'unix:///var/run/docker.sock', address: '192.0.2.11' },
    docker1: { url: `tcp://${units[0]}`, address: '192.0.2.12', caFile },
  };
  const text = JSON.stringify({
    installation: 'shop',
    zones: { public: ['apps.example.com'] },
    sites: { east: { engines, bigips: { edge } } },
  });
  return parseInstallation('berth.yaml', text).installation;
}

/** As data, as it is drawn, and how each was judged. `patience`: ms. */
export async function trust(asked: readonly string[], installation: Installation | undefined, patience = 30_000) {
  const report = reportTrust(await lookAt(subjectsOf(asked, installation), patience, new AbortController().signal));
  const text = drawTrust(report, 'berth.yaml', Date.now())
    .map((line) => draw(line, 'off'))
    .join('\n');
  return { report, text, kinds: report.looked.map(({ verdict }) => verdict.kind) };
}
