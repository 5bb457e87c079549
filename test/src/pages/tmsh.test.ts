import { expect, test } from 'vitest';
import { typeTmsh } from './tmsh.ts';

const user = 'partition-access add { berth { role manager } } shell none';

test.for([
  {
    line: 'tmsh create auth partition berth description "berth/1 shop"',
    asks: ['POST auth/partition {"name":"berth","description":"berth/1 shop"}'],
  },
  {
    line: `tmsh create auth user berth ${user}`,
    asks: ['POST auth/user {"name":"berth","partitionAccess":[{"name":"berth","role":"manager"}],"shell":"none"}'],
  },
  {
    line: 'tmsh modify ltm virtual /berth/shop rules { /berth/a /berth/b }',
    asks: ['PATCH ltm/virtual/~berth~shop {"rules":["/berth/a","/berth/b"]}'],
  },
  {
    line: 'tmsh delete ltm pool /berth/*',
    asks: ['GET ltm/pool?$select=name,fullPath', 'DELETE ltm/pool/~berth~www'],
  },
  { line: 'tmsh save sys config', asks: ['POST sys/config {"command":"save"}'] },
])('$line', async ({ line, asks }) => {
  const asked: string[] = [];
  await typeTmsh(line, async (method, path, body) => {
    asked.push([method, path, ...(body === undefined ? [] : [JSON.stringify(body)])].join(' '));
    return JSON.stringify({
      items: [
        { name: 'www', fullPath: '/berth/www' },
        { name: 'other', fullPath: '/Common/other' },
      ],
    });
  });
  expect(asked).toEqual(asks);
});

test('what it does not know is told', async () => {
  await expect(typeTmsh('tmsh create ltm snat x', async () => '{}')).rejects.toThrow('unknown here: tmsh create ltm snat x');
});
