import type { ContainerId, EngineName, HostName, ServiceName } from '@berth/messages';
import { expect, test } from 'vitest';
import { type Claim, decide, disputeProblem, type Holder } from './claims.ts';

const host = 'www-1.apps.example.com' as HostName;

/** `member www a@docker1 100`: kind, service, container, engine, start. */
function claim(text: string): Claim {
  const [kind, service, container, engine, startedAt] = text.split(/[ @]/) as ['pool' | 'member', ServiceName, string, EngineName, string];
  return {
    kind,
    host,
    service,
    origin: { engine, container: container as ContainerId, name: `${service}-1` },
    startedAt: Number(startedAt),
  };
}

function holder(text: string, unheard: string[] = []): Holder {
  const { kind, service, origin } = claim(`${text} 0`);
  return {
    service,
    member: kind === 'member' ? { engine: origin.engine, container: origin.container } : undefined,
    unheard: unheard as EngineName[],
  };
}

test.for<{ when: string; claims: string[]; had?: Holder; unknown?: string[]; arrived?: string[]; winner: string; losers: string[] }>([
  { when: 'nobody claims it', claims: [], winner: 'nobody', losers: [] },
  { when: 'one container claims it', claims: ['member www a@d1 5'], winner: 'www/a', losers: [] },
  { when: 'two containers claim it', claims: ['member www a@d1 5', 'member www b@d2 3'], winner: 'www/b', losers: ['a'] },
  { when: 'two that started together claim it', claims: ['member www b@d2 3', 'member www a@d1 3'], winner: 'www/a', losers: ['b'] },
  {
    when: 'two containers of one service claim it for the service',
    claims: ['pool www a@d1 5', 'pool www b@d2 3'],
    winner: 'www',
    losers: [],
  },
  { when: 'a service and a container claim it', claims: ['pool www-1 c@d1 9', 'member www a@d1 5'], winner: 'www/a', losers: ['c'] },
  {
    when: 'a service claims it through one that runs longer',
    claims: ['pool x c@d1 9', 'pool x e@d1 1', 'pool y d@d1 5'],
    winner: 'x',
    losers: ['d'],
  },
  {
    when: 'its owner started later',
    claims: ['member www a@d1 5', 'member www b@d2 3'],
    had: holder('member www a@d1'),
    winner: 'www/a',
    losers: ['b'],
  },
  { when: 'its owner gave it up', claims: ['member www b@d2 3'], had: holder('member www a@d1'), winner: 'www/b', losers: [] },
  {
    when: 'its owner’s engine is unknown',
    claims: ['member www b@d2 3'],
    had: holder('member www a@d1'),
    unknown: ['d1'],
    winner: 'www/a',
    losers: ['b'],
  },
  {
    when: 'another engine is unknown',
    claims: ['member www b@d2 3'],
    had: holder('member www a@d1'),
    unknown: ['d3'],
    winner: 'www/b',
    losers: [],
  },
  {
    when: 'any engine of the owning service may be unknown',
    claims: ['pool y b@d2 3'],
    had: holder('pool x a@d1'),
    unknown: ['d3'],
    winner: 'x',
    losers: ['b'],
  },
  { when: 'its owner gave it up and nobody wants it', claims: [], had: holder('pool x a@d1'), winner: 'x', losers: [] },
  {
    when: 'an engine not heard when it was given has an older claim',
    claims: ['member www a@d1 5', 'member www b@d2 3'],
    had: holder('member www a@d1', ['d2']),
    arrived: ['d2'],
    winner: 'www/b',
    losers: ['a'],
  },
  {
    when: 'an engine not heard when it was given has a younger claim',
    claims: ['member www a@d1 5', 'member www b@d2 7'],
    had: holder('member www a@d1', ['d2']),
    arrived: ['d2'],
    winner: 'www/a',
    losers: ['b'],
  },
  {
    when: 'an engine that was heard comes back',
    claims: ['member www a@d1 5', 'member www b@d2 3'],
    had: holder('member www a@d1'),
    arrived: ['d2'],
    winner: 'www/a',
    losers: ['b'],
  },
])('finds the owner of a name when $when', ({ claims, had, unknown = [], arrived = [], winner, losers }) => {
  const moment = { unknown: unknown as EngineName[], arrived: new Set(arrived as EngineName[]) };
  for (const order of [claims, claims.toReversed()]) {
    const decision = decide(order.map(claim), had, moment);
    const { holder: owner } = decision;
    expect(owner === undefined ? 'nobody' : owner.member ? `${owner.service}/${owner.member.container}` : owner.service).toBe(winner);
    expect(decision.losers.map(({ origin }) => origin.container as string)).toEqual(losers);
    expect(disputeProblem(host, decision)).toHaveLength(losers.length > 0 ? 1 : 0);
  }
});

test('the problem names both containers', () => {
  const decision = decide([claim('member www aaaaaaaaaaaaaa@d1 5'), claim('member www bbbbbbbbbbbbbb@d2 3')], undefined, {
    unknown: [],
    arrived: new Set(),
  });
  expect(disputeProblem(host, decision)).toMatchObject([
    {
      what: 'the name www-1.apps.example.com belongs to www-1 (bbbbbbbbbbbb on d2, service www); it is also claimed by www-1 (aaaaaaaaaaaa on d1, service www)',
    },
  ]);
});
