/** Pure: the units of a BIG-IP for people. */
import type { Line } from './screen.ts';
import { isReady, type UnitsReport } from './units-report.ts';

/** `edge  a.example.com active, b.example.com standby; In Sync`, and what BIG-IP advises where they aren't in sync. */
export function drawUnits(report: UnitsReport): Line[] {
  const { bigip, units, sync } = report;
  const roles = units.map(({ address, role, reason }) => `${address} ${role}${reason === undefined ? '' : ` (${reason})`}`).join(', ');
  const color = sync?.status === 'In Sync' ? 'green' : 'yellow';
  return [
    [
      ['bold', bigip],
      '  ',
      [isReady(report) ? 'green' : 'yellow', roles],
      ...(sync === undefined ? [] : ['; ', [color, sync.status] as const]),
    ],
    ...(sync === undefined || sync.status === 'In Sync' ? [] : sync.details.filter((line) => line.startsWith('-')).map(advice)),
  ];
}

function advice(line: string): Line {
  return [['dim', `  ${line.replace(/^-\s*/, '')}`]];
}
