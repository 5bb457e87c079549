import { expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';

test('blocks are found below their heading, also within a list, whatever stands in them', () => {
  const page = ['# Page', '```sh', '# no heading', 'ls', '```', '## Steps', '1. first', '', '   ```yaml', '   a:', '     b: 1', '   ```'];
  expect(blocksOf('page.md', page.join('\n'))).toEqual([
    { page: 'page.md', heading: 'Page', language: 'sh', text: '# no heading\nls', line: 2 },
    { page: 'page.md', heading: 'Steps', language: 'yaml', text: 'a:\n  b: 1', line: 9 },
  ]);
});

test('one without an end is told', () => {
  expect(() => blocksOf('page.md', 'text\n```\nls')).toThrow('page.md:2: the block has no end');
});
