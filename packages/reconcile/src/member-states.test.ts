import type { Member, Pool } from '@berth/icontrol';
import { expect, test } from 'vitest';
import { memberStatesOf } from './member-states.ts';

const ours = (engine: string) => `berth/1 shop ${engine} 0123456789ab user-enabled/user-up node=own`;

function member(path: string, more: Partial<Member>): Member {
  return {
    path,
    address: '10.0.0.1',
    description: ours('docker1'),
    session: 'user-enabled',
    state: 'user-up',
    health: 'up',
    ratio: 1,
    priorityGroup: 0,
    connectionLimit: 0,
    monitor: 'default',
    ephemeral: false,
    ...more,
  };
}

function pool(path: string, ...members: readonly Member[]): Pool {
  return {
    path,
    description: '',
    monitor: '/Common/tcp',
    loadBalancingMode: 'round-robin',
    minActiveMembers: 0,
    slowRampTime: 10,
    members: [...members],
  };
}

test('tells what the monitors say of the members of one engine, sorted', () => {
  const pools = [
    pool(
      '/berth/www',
      member('/berth/10.0.0.2:80', { health: 'down' }),
      member('/berth/10.0.0.1:80', {}),
      member('/berth/10.0.0.3:80', { description: ours('docker2'), health: 'down' }),
      member('/berth/10.0.0.4:80', { description: 'added by hand', health: 'down' }),
      member('/berth/10.0.0.5:80', { description: ours('docker1').replace('shop', 'other'), health: 'down' }),
    ),
    pool('/berth/api', member('/berth/fd00::2.80', { health: 'unchecked' }), member('/berth/fd00::3.80', { health: 'checking' })),
    pool('/berth/off', member('/berth/10.0.0.9:80', { health: 'user-down', state: 'user-down' })),
  ];
  expect(
    memberStatesOf(pools, { installation: 'shop', engine: 'docker1' }).map(({ pool, member, state }) => `${pool} ${member} ${state}`),
  ).toEqual(['api fd00::2.80 unknown', 'api fd00::3.80 unknown', 'off 10.0.0.9:80 unknown', 'www 10.0.0.1:80 up', 'www 10.0.0.2:80 down']);
});
