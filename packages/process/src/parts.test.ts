/** What each part of a program is given, and what it costs to tell them apart. */
import { collectorConfig, parseInstallation } from '@berth/installation';
import { expect, test } from 'vitest';
import { namesOf, partsOf } from './parts.ts';

const program = {
  parts: (installation) => collectorConfig(installation).engines.map(({ name }) => name),
  slice: collectorConfig,
} satisfies Parameters<typeof partsOf>[0];

/** Two sites with so many engines each. */
function installed(engines: number) {
  const site = (name: string) => {
    const named = Array.from({ length: engines }, (_, at) => [`${name}${at}`, { url: 'unix:///nowhere', address: '192.0.2.1' }]);
    return { engines: Object.fromEntries(named), bigips: {} };
  };
  const sites = { east: site('east'), west: site('west') };
  const text = JSON.stringify({ installation: 'shop', nats: { servers: ['nats://a:4222'] }, sites });
  return parseInstallation('berth.yaml', text).installation;
}

test('each part is given what the whole says of it', () => {
  const installation = installed(3);
  const { engines, timing } = collectorConfig(installation);
  const each = engines.map((engine) => [engine.name, { engines: [engine], timing }]);
  expect(each).toHaveLength(6);
  expect([...partsOf(program, installation, [])]).toEqual(each);
  expect([...partsOf(program, installation, ['west1', 'east2'])]).toEqual(each.filter(([name]) => name === 'west1' || name === 'east2'));
});

test('what several parts are given is in the order of the configuration, each once', () => {
  const { engines } = collectorConfig(installed(3), ['west1', 'east2', 'west1', 'nowhere', 'constructor']);
  expect(engines.map(({ name, site }) => `${name} ${site}`)).toEqual(['east2 east', 'west1 west']);
});

test('each engine is looked at once for its name and once for its part, however many there are', () => {
  const installation = installed(100);
  let looks = 0;
  for (const { engines } of Object.values(installation.sites))
    for (const engine of Object.values(engines)) {
      const { url } = engine;
      const get = () => {
        looks++;
        return url;
      };
      Object.defineProperty(engine, 'url', { enumerable: true, get });
    }
  const names = namesOf(program, installation, []);
  expect(looks).toBe(names.length);
  partsOf(program, installation, []);
  expect(looks).toBe(3 * names.length);
});
