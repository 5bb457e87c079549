import { expect, test } from 'vitest';
import { nameByConvention } from './names.ts';

const compose = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'www', 'com.docker.compose.container-number': '2' };
const swarm = { 'com.docker.swarm.service.name': 'www', 'com.docker.swarm.task.name': 'www.3.x1y2z3' };

test.for([
  { when: 'it is NAME-N', name: 'www-1', labels: {}, is: 'www 1' },
  { when: 'the name has more hyphens', name: 'my-app-3', labels: {}, is: 'my-app 3' },
  { when: 'it has no number', name: 'www', labels: {}, is: 'none' },
  { when: 'the number is not last', name: 'www-1-old', labels: {}, is: 'none' },
  { when: 'the number is all there is', name: '-1', labels: {}, is: 'none' },
  { when: 'Compose v2 made it', name: 'shop-www-2', labels: compose, is: 'shop-www 2' },
  { when: 'Compose v1 made it', name: 'shop_www_2', labels: compose, is: 'shop-www 2' },
  { when: 'Compose was given a name for it', name: 'frontend', labels: compose, is: 'shop-www 2' },
  { when: 'Compose was given a name that follows the convention', name: 'front-7', labels: compose, is: 'front 7' },
  { when: 'Compose is just replacing it', name: '0123456789ab_shop-www-2', labels: compose, is: 'shop-www 2' },
  {
    when: 'its number from Compose is none',
    name: 'frontend',
    labels: { ...compose, 'com.docker.compose.container-number': '1.pay' },
    is: 'shop-www -',
  },
  { when: 'the number begins with a nought', name: 'www-007', labels: {}, is: 'www 007' },
  { when: 'the number is a long one', name: 'www-20261126093000123456', labels: {}, is: 'www 20261126093000123456' },
  { when: 'the number is nought', name: 'www-0', labels: {}, is: 'www 0' },
  { when: 'two hyphens come before the number', name: 'www--1', labels: {}, is: 'www- 1' },
  { when: 'an underscore comes before the number', name: 'www_1', labels: {}, is: 'none' },
  {
    when: 'a stack runs it',
    name: 'shop_www.3.x1',
    labels: {
      'com.docker.stack.namespace': 'shop',
      'com.docker.swarm.service.name': 'shop_www',
      'com.docker.swarm.task.name': 'shop_www.3.x1',
    },
    is: 'shop-www 3',
  },
  { when: 'Swarm runs it', name: 'www.3.x1y2z3', labels: swarm, is: 'www 3' },
  {
    when: 'Swarm runs one on each node',
    name: 'www.abc.x1',
    labels: { ...swarm, 'com.docker.swarm.task.name': 'www.n0de.x1' },
    is: 'www -',
  },
])('names a container when $when', ({ name, labels, is }) => {
  const named = nameByConvention({ name, labels });
  expect(named === undefined ? 'none' : `${named.service} ${named.instance ?? '-'}`).toBe(is);
});
