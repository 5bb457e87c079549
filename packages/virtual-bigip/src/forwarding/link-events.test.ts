import { expect, test, vi } from 'vitest';
import { followLinks } from './link-events.ts';
import { ForwardingRefused } from './own-namespace.ts';

test('a machine that lacks what tells of links is told so', async () => {
  vi.stubEnv('PATH', '/nowhere');
  try {
    const links = followLinks(
      () => {},
      () => {},
    );
    await expect(links).rejects.toThrow(ForwardingRefused);
  } finally {
    vi.unstubAllEnvs();
  }
});
