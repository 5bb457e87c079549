/** The worst that a real engine lets a stranger start, beside containers of people who mean well. */
import type { PrivateEngine } from '@berth/local-stack';
import type { Laboratory } from '../laboratory.ts';

/** Labels that ask for what the engine isn't allowed, or that are to break what they are written into. */
const worst: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'evil-1': {
    'berth.host': 'bank.example.org, evil-1.docker2.docker.example.com\n" } records delete { all } "',
    'berth.virtual': '198.51.100.5:443',
    'berth.monitor': '/Common/bank',
    'berth.template': '$::env(HOME)',
    'berth.[exec reboot]': '\u001b[2J\u202e',
  },
  'evil-2': { 'berth.service."; reboot; {.port': '80', 'berth.service.www-2.docker1.port': '80', 'berth.service.evil-2.port': '80' },
  'evil-3': { 'berth.service': 'bank', 'com.docker.compose.project': '*', 'com.docker.compose.service': '>' },
  'evil-4': Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`berth.service.evil-${index}.port`, '80'])),
  'evil-5': { 'berth.host': Array.from({ length: 7_000 }, (_, index) => `h${index}.evil.example`).join(',') },
};

/** Starts them, one that means well among the stranger's names, and one at an address that its engine may not have. */
export async function startStrangers(laboratory: Laboratory): Promise<void> {
  const { docker } = laboratory.engine;
  const elsewhere = await docker.createNetwork({ Name: 'els.where_1', Driver: 'bridge', IPAM: { Config: [{ Subnet: '203.0.113.0/24' }] } });
  const abroad = { more: { HostConfig: { NetworkMode: elsewhere.id } } };
  await Promise.all([
    ...Object.entries(worst).map(([name, labels]) => laboratory.run(name, { labels })),
    laboratory.run('evil-6', abroad),
    laboratory.run(`evil-${'7'.repeat(250)}`, { more: { Hostname: 'evil' } }),
    laboratory.run('evil-8'),
  ]);
}

/** What berth.yaml says of an engine on which strangers start containers. */
export function allowOn({ subnet }: PrivateEngine): object {
  return { services: ['www', 'evil'], subnets: [subnet] };
}
