import type { Container } from '@berth/messages';
import { expect, test } from 'vitest';
import { whyLeftOut } from './index.ts';

type Expose = Parameters<typeof whyLeftOut>[1];

const web: Pick<Container, 'name' | 'state' | 'labels' | 'ports'> = {
  name: 'www-1',
  state: 'running',
  labels: {},
  ports: [{ port: 80, protocol: 'tcp', published: [] }],
};
const udp: Container['ports'] = [{ port: 80, protocol: 'udp', published: [] }];
const compose = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'www', 'com.docker.compose.container-number': '1' };

test.for<{ when: string; given?: Partial<typeof web>; expose?: Expose; why: string | undefined }>([
  { when: 'its name and port follow the convention', why: undefined },
  { when: 'Compose made it', given: { name: 'shop_www_1', labels: compose }, why: undefined },
  { when: 'it is labelled', given: { name: 'db', ports: [], labels: { 'berth.port': '5432' } }, expose: 'labelled', why: undefined },
  { when: 'its name says nothing', given: { name: 'db' }, why: 'it has no berth. label, and its name db is not NAME-NUMBER' },
  { when: 'it exposes nothing', given: { ports: [] }, why: 'it has no berth. label, and it does not expose TCP port 80' },
  {
    when: 'it follows none of it',
    given: { name: 'db', ports: udp },
    why: 'it has no berth. label, and its name db is not NAME-NUMBER, and it does not expose TCP port 80',
  },
  {
    when: 'only labelled ones count',
    expose: 'labelled',
    why: 'it has no berth. label, and only containers that have one count (expose: labelled)',
  },
  {
    when: 'a label takes it out',
    given: { labels: { 'berth.enable': 'false', 'berth.port': '80' } },
    why: 'its label berth.enable takes it out',
  },
  { when: 'a label can not be read', given: { labels: { 'berth.enable': 'no' } }, why: 'its labels can not be read' },
  { when: 'it has ended', given: { state: 'exited', labels: { 'berth.enable': 'true' } }, why: 'it does not run' },
  {
    when: 'Compose runs it once',
    given: { labels: { ...compose, 'com.docker.compose.oneoff': 'True', 'berth.enable': 'true' } },
    why: 'it does one thing once, for Compose',
  },
])('a container when $when', ({ given, expose = 'convention', why }) => {
  expect(whyLeftOut({ ...web, ...given }, expose)).toBe(why);
});
