import { expect, test } from 'vitest';
import { type MemberMark, readMemberMark, writeMemberMark } from './member-mark.ts';

const mark: MemberMark = { engine: 'docker1', container: '0123456789ab', session: 'user-enabled', state: 'user-up', node: 'own' };

test('says what was set, and reads it back', () => {
  expect(writeMemberMark('shop-east', mark)).toBe('berth/1 shop-east docker1 0123456789ab user-enabled/user-up node=own');
  expect(readMemberMark('shop-east', writeMemberMark('shop-east', mark))).toEqual(mark);
  expect(readMemberMark('shop-east', writeMemberMark('shop-east', { ...mark, node: 'foreign' }))?.node).toBe('foreign');
});

test('stays within what a description may hold', () => {
  const longest = 'x'.repeat(63);
  const text = writeMemberMark(longest, { ...mark, engine: longest, session: 'user-disabled', state: 'user-down' });
  expect(text.length).toBeLessThanOrEqual(255);
});

test.for([
  { when: 'there is none', text: '' },
  { when: 'somebody wrote something', text: 'web server of the shop' },
  { when: 'it is of another installation', text: 'berth/1 other docker1 0123456789ab user-enabled/user-up' },
  { when: 'it is of another version', text: 'berth/2 shop-east docker1 0123456789ab user-enabled/user-up' },
  { when: 'it is cut off', text: 'berth/1 shop-east docker1 0123456789ab' },
])('is no mark of ours when $when', ({ text }) => {
  expect(readMemberMark('shop-east', text)).toBeUndefined();
});
