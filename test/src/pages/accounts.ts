/** Who answers for each block of each page: by page and heading, in order. accounts.test.ts fails for a block that isn't here. */

import type { Block } from './blocks.ts';
import { commands, configuration, daemonOptions, javascript, layout, npmScripts, optionsOf } from './checks.ts';
import { firstLine, forwarded, labelled, serverConfiguration, transcriptOfChanges, transcriptOfWhy, type World, whole } from './live.ts';

export type Account =
  /** Nothing that is typed or read by a program. */
  | { readonly kind: 'drawing' }
  /** A test of its own follows the block itself, or types the same: its file has these words. */
  | { readonly kind: 'tested'; readonly file: string; readonly words: string }
  | { readonly kind: 'checked'; readonly check: (block: Block) => Promise<void> | void }
  /** Checked where everything runs. */
  | { readonly kind: 'live'; readonly check: (block: Block, world: World) => Promise<void> };

const drawing: Account = { kind: 'drawing' };
const tested = (file: string, words: string): Account => ({ kind: 'tested', file, words });
const checked = (check: (block: Block) => Promise<void> | void): Account => ({ kind: 'checked', check });
const live = (check: (block: Block, world: World) => Promise<void>): Account => ({ kind: 'live', check });

const production = 'test/src/compose/production.ts';
const follows = (reader: 'install' | 'real', heading: string): Account => tested(production, `${reader}.follow(${heading}`);

export const accounts: Readonly<Record<string, Readonly<Record<string, readonly Account[]>>>> = {
  'README.md': {
    'Try it: one command': [
      tested('test/src/compose/demonstration.ts', "compose('up'"),
      tested('packages/local-stack/src/quick-start.test.ts', 'README.md'),
    ],
    'Or with npm': [tested('test/src/newcomer.test.ts', 'packages/local-stack/src/up.ts')],
    'Follow what happens': [live(transcriptOfChanges), live(firstLine)],
    Commands: [checked(commands), live(transcriptOfWhy)],
    'Use it with your own engines and BIG-IP': [checked(configuration), checked(npmScripts)],
    'Each program alone': [live(whole)],
    Layout: [checked(layout)],
    Develop: [checked(npmScripts)],
  },
  'docs/install.md': {
    'One host': Array.from({ length: 5 }, () => follows('install', "'One host'")),
    'NATS that knows each program by its key': Array.from({ length: 5 }, () =>
      follows('install', "'NATS that knows each program by its key'"),
    ),
    'Further hosts': Array.from({ length: 5 }, () => follows('install', "'Further hosts'")),
    "Without root at Docker's socket": Array.from({ length: 3 }, () => follows('install', `"Without root at Docker's socket"`)),
    'Changing the configuration': [follows('install', "'Changing the configuration'")],
    Upgrading: Array.from({ length: 4 }, () => follows('install', "'Upgrading'")),
    'Removing it': [follows('install', "'Removing it'")],
  },
  'docs/labels.md': { 'Of a service': [live(labelled)] },
  'docs/operating.md': {
    'NATS that trusts nobody': [live(serverConfiguration)],
    'Who is there': [tested('packages/process/src/discovery.test.ts', '$SRV.PING')],
  },
  'docs/real-bigip.md': {
    'The user': Array.from({ length: 2 }, () => follows('real', "'The user'")),
    'Attach or own': [follows('real', "'Attach or own'"), checked(configuration)],
    'Device groups': [checked(configuration), tested('test/src/device-group.test.ts', 'standby; In Sync')],
    Leaving: Array.from({ length: 2 }, () => follows('real', "'Leaving'")),
  },
  'docs/routes.md': {
    'Routes: containers of different hosts reach each other through the BIG-IP': [checked(configuration)],
    'What the engines need': [checked(daemonOptions), live(forwarded)],
  },
  'docs/wide-ips.md': { 'Wide IPs: several sites behind one name': [checked(configuration)] },
  'services/collector/README.md': { Collector: [drawing] },
  'services/planner/README.md': { Planner: [drawing], Routes: [drawing] },
  'packages/virtual-bigip/README.md': {
    'Run it': [checked(optionsOf('packages/virtual-bigip/src/main.ts')), tested('packages/virtual-bigip/src/readme.test.ts', '```console')],
    'Use it in tests': [checked(javascript)],
    'Device groups': [checked(optionsOf('packages/virtual-bigip/src/main.ts'))],
    Forwarding: [tested('packages/virtual-bigip/src/forwarding/forwarding.test.ts', 'ipForward')],
  },
};

/** Made from schemas whole, and compared with them by tests of their own. */
export const generated: readonly string[] = ['docs/topics.md'];
