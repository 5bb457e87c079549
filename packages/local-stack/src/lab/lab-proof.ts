/** The laboratory's own proof: what is promised of routing is tried, without routes and with them. */
import type { Check } from '../smoke-check.ts';
import type { Lab } from './lab.ts';
import type { LabStack } from './lab-stack.ts';

/** Programs with which the proof begins: nobody makes routes yet. */
export const withoutRoutes = ['planner', 'ltm-applier', 'dns-applier'] as const;

/** Tries the lines of the quick start, before the route-advisor runs and afterwards. */
export async function proveRouting({ lab, berth, lines }: LabStack, check: Check): Promise<void> {
  const [one, two] = [lab.engine(1), lab.engine(2)];
  await check.line(lines.dns, 'an address of each engine', ({ output }) => lab.engines.every((engine) => hasAddressOf(engine, output)));
  await check.line(lines.name, 'no answer without routes', ({ code }) => code !== 0);
  await berth.startProgram('route-advisor');
  await check.line(lines.routes, 'a route to each engine', ({ output }) =>
    lab.engines.every(({ addresses, address }) => output.includes(`${addresses.subnet} via ${address}`)),
  );
  await check.line(lines.name, "a page of www-2, which sees www-1's own address", ({ output }) => sees(output, 2, one));
  await check.line(lines.back, "a page of www-1, which sees www-2's own address", ({ output }) => sees(output, 1, two));
  await check.line(lines.status, 'all is well', ({ code }) => code === 0);
  await check.line(lines.host, 'the page of one of them', ({ output }) => /^www-\d+$/.test(output));
  await check.line(lines.lose, 'nothing', ({ code }) => code === 0);
  await check.line(lines.name, 'no answer of a lost engine', ({ code }) => code !== 0);
  await check.line(lines.recover, 'nothing', ({ code }) => code === 0);
  await check.line(lines.name, 'the page again', ({ output }) => sees(output, 2, one));
}

type Addressed = Pick<Lab['engines'][number], 'addresses'>;

/** Whether that is the echo page of `www-N`, asked from an address of the engine. */
function sees(page: string, asked: number, from: Addressed): boolean {
  return page.includes(`HTTP_HOST=www-${asked}.`) && hasAddressOf(from, page.split('\n')[0] ?? '');
}

function hasAddressOf({ addresses }: Addressed, text: string): boolean {
  return text.includes(addresses.gateway.replace(/\d+$/, ''));
}
