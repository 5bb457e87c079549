/** Figures that many statistics have and nothing here moves. */

import type { Statistics } from '../configuration/resource.ts';

export const messageRouting: Statistics = { 'mr.msgIn': 0, 'mr.msgOut': 0, 'mr.reqIn': 0, 'mr.reqOut': 0, 'mr.respIn': 0, 'mr.respOut': 0 };

/** The queue of connections that wait for a member: `connq`, and `connqAll` with those of the members. */
export function queue(name: string): Statistics {
  const parts = ['ageEdm', 'ageEma', 'ageHead', 'ageMax', 'depth', 'serviced'];
  return Object.fromEntries(parts.map((part) => [`${name}.${part}`, 0]));
}

/** Traffic of one side, or of the virtual servers that rules made. */
export function side(name: string, current: number, total: number): Statistics {
  return {
    [`${name}.bitsIn`]: 0,
    [`${name}.bitsOut`]: 0,
    [`${name}.curConns`]: current,
    [`${name}.maxConns`]: current,
    [`${name}.pktsIn`]: 0,
    [`${name}.pktsOut`]: 0,
    [`${name}.totConns`]: total,
  };
}
