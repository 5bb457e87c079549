/** A client may send back what it got: nothing is refused but states that can't be set, and nothing changes. */

import { expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import type { Ask } from './case.ts';
import { wholeRows } from './tables/whole-objects.ts';
import { done, send } from './wire.ts';

/** Told as what they are, and set to something else. */
const STATES = new Set(['session', 'state']);

test.for(wholeRows.filter(({ it }) => it !== 'published policy'))('$it', async ({ given = [], ask }) => {
  await using bigip = await VirtualBigIp.start({ now: () => 0 });
  await done(bigip, [['POST', 'auth/partition', { name: 'T' }], ...(given as readonly Ask[])]); // these rows have nothing but requests
  const { selfLink } = (await send(bigip, ask)).body as { readonly selfLink: string };
  const path = selfLink.replace('https://localhost', '').replace(/\?.*/, '');
  for (const query of ['', '?expandSubcollections=true']) {
    const told = (await send(bigip, ['GET', `${path}${query}`])).body;
    const answer = await send(bigip, ['PUT', path, settable(told)]);
    expect(answer.status, answer.text).toBe(200);
    expect(steady((await send(bigip, ['GET', `${path}${query}`])).body)).toEqual(steady(told));
  }
});

function settable(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (name, value) => (STATES.has(name) ? undefined : value)));
}

/** Without what moves with every write. */
function steady(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (name, value) => (name === 'generation' ? 0 : value)));
}
