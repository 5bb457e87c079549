/** Of several containers that ask for virtual servers, who has them, and until when. */
import { expect, test } from 'vitest';
import { ServiceIndex } from './service-index.ts';
import { container, engine, site, snapshot, unreadable, update } from './testing/sample-site.ts';
import { history, labelled, smtp, templates } from './testing/virtual-history.ts';

const at = (name: string, startedAt: number, address: string, labels = smtp) =>
  container({ name, startedAt, address, ports: [{ port: 25 }], labels });

test('of two services that claim one destination the longest-running has it, and keeps it', () => {
  const [mail, post] = [at('mail-1', 2000, '172.17.0.2'), at('post-1', 1000, '172.17.0.3')];
  const both = history([snapshot(engine('docker1', [mail, post]))]);
  expect(both.told).toEqual(['edge post post_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default']);
  expect(both.problems).toEqual([
    expect.stringMatching(/^the virtual server 198\.51\.100\.20:25 belongs to post-1 .* also claimed by mail-1/),
  ]);
  const stays = history([snapshot(engine('docker1', [mail])), update(engine('docker1', [mail, post]))]);
  expect(stays.told).toEqual(['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default']);
  const given = history([snapshot(engine('docker1', [mail, post])), update(engine('docker1', [mail]))]);
  expect(given.told).toEqual(['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default']);
});

test('of two opinions in one service the longest-running counts, and is told', () => {
  const other = { 'berth.virtual': '198.51.100.21:25' };
  const { told, problems } = history([
    snapshot(engine('docker1', [at('mail-1', 2000, '172.17.0.2', other), at('mail-2', 1000, '172.17.0.3')])),
  ]);
  expect(told).toEqual(['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default']);
  expect(problems).toEqual([
    expect.stringContaining('berth.virtual is 198.51.100.20:25 on mail-2 and 198.51.100.21:25 on mail-1; the first counts'),
  ]);
});

test('the template is that of the container whose virtual server counts', () => {
  const first = at('mail-1', 1000, '172.17.0.2');
  const second = at('mail-2', 2000, '172.17.0.3', { ...smtp, 'berth.template': 'mail' } as typeof smtp);
  const { told, problems } = history([snapshot(engine('docker1', [first, second]))], { more: templates });
  expect(told).toEqual(['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default']);
  expect(problems).toEqual([expect.stringContaining('berth.template is not set on mail-1 and mail on mail-2; the first counts')]);
});

test('given back when the label goes, kept while its engine can not be seen and while nothing is left to serve', () => {
  expect(
    history([
      labelled(smtp),
      update(engine('docker1', [container({ name: 'mail-1', ports: [{ port: 25 }], labels: { 'berth.enable': 'true' } })])),
    ]).told,
  ).toEqual([]);
  const one = ['edge mail mail_198.51.100.20_25_tcp 198.51.100.20%0 25/tcp default'];
  expect(history([labelled(smtp), update(unreadable('docker1'))]).told).toEqual(one);
  expect(history([labelled(smtp), update(engine('docker1', []))]).told).toEqual(one);
});

test('a template that was taken out of the configuration takes no virtual server away', () => {
  const input = { more: templates, engineOptions: 'allow: { virtuals: ["*"], templates: ["*"] }' };
  const step = labelled({ ...smtp, 'berth.template': 'mail' });
  const before = history([step], input);
  const index = new ServiceIndex(site({ engines: ['docker1'], engineOptions: input.engineOptions }));
  for (const [place, want] of before.wants) index.recall(...(place.split(' ') as [never, never]), want);
  const after = history([step], {}, index);
  expect(after.told).toEqual(before.told);
  expect(after.problems).toEqual([expect.stringContaining('the configuration has no template mail')]);
});
