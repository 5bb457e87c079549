/** `docker compose up`, as somebody runs it who has nothing but Docker. */
import { freePort, waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dig } from '../dig.ts';
import { ask } from '../request.ts';
import { Composition } from './composition.ts';
import { engineOfImages } from './engine.ts';

const patience = 120_000;
const programs = ['collector', 'planner', 'ltm-applier', 'dns-applier', 'route-advisor'];

export function demonstrationTests(): void {
  let composition: Composition;
  let http: number;
  let dns: number;

  beforeAll(async () => {
    const [bigip, nats] = await Promise.all([freePort(), freePort()]);
    [http, dns] = await Promise.all([freePort(), freePort()]);
    const env = {
      HTTP_PORT: String(http),
      DNS_PORT: String(dns),
      BIGIP_PORT: String(bigip),
      NATS_PORT: String(nats),
    };
    composition = new Composition({ engine: engineOfImages(), env });
    await composition.compose('up', '--detach', '--no-build');
  });

  afterAll(async () => await composition?.[Symbol.asyncDispose]());

  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      // Whether a container finds NATS, and reaches it.
      const reach = ['sh', '-c', 'ip addr; ip route; nslookup nats; timeout 5 wget -q -O - http://nats:8222/healthz'];
      const seen = await composition.execute('planner', reach).catch(String);
      console.error(seen, await composition.compose('logs', '--no-color', '--tail', '20'));
    });
  });

  const page = async (host: string) => await ask(http, host);
  /** By the quick start. */
  const told = async () => await composition.printed(await composition.container('quick-start'));

  test('one command leads to the first page, the names and the lines to try', async () => {
    await waitUntil('a page', patience, async () => {
      const answer = await page('www-2.apps.example.com');
      return answer.kind === 'answer' && answer.body === 'www-2';
    });
    await waitUntil('the quick start', patience, async () => (await told()).includes('Berth is running.'));
    expect(await page('www.apps.example.com')).toMatchObject({ status: 200, body: expect.stringMatching(/^www-[123]$/) });
    await waitUntil('three addresses', patience, async () => {
      const { answers } = await dig(dns, 'www.docker.example.com');
      return answers.length === 3;
    });
  });

  test('every line to try does what it says', async ({ onTestFinished }) => {
    const tries = linesToTry(await told());
    const shows = async (title: string, what: RegExp) =>
      await waitUntil(title, patience, async () => what.test(await composition.shell(tries.get(title) ?? `echo no line: ${title}`)));
    const [more, watch] = [tries.get('one more') ?? '', tries.get('every change, as NATS tells it') ?? ''];
    await shows('balanced over www-1, www-2, www-3', /^www-[123]$/m);
    await shows('www-2 only', /^www-2$/m);
    await shows('the addresses of all of them', /^(?:[\d.]+\n){3}$/);
    onTestFinished(async () => void (await composition.shell('docker rm --force www-4')));
    const watching = composition.shell(`grep --max-count 1 'container www-4' < <(timeout 120 ${watch})`);
    await composition.shell(more);
    await shows('is served within a moment', /^www-4$/m);
    await shows('what the BIG-IP has of it', /^\{.*(?:"fullPath":.*){4}\}$/m);
    await shows("what is on, what isn't and why", /^All is well\.$/m);
    await composition.shell('docker rm --force www-4');
    expect(await watching).toContain('container www-4');
    await waitUntil('the end of its page', patience, async () => {
      const answer = await page('www-4.apps.example.com');
      return answer.kind === 'answer' && answer.status === 404;
    });
  });

  test('each program runs without rights that it does not need, and is healthy', async () => {
    for (const name of programs) {
      await waitUntil(`${name} to be healthy`, patience, async () => {
        const [container] = await composition.containers(name);
        return container?.State.Health?.Status === 'healthy';
      });
      const [container] = await composition.containers(name);
      expect(container?.HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges=true'],
        Init: true,
      });
      expect(container?.HostConfig.Memory).toBeGreaterThan(0);
      expect(container?.Config.User).toBe(name === 'collector' ? '0:0' : '1000:1000');
    }
  });

  test('a second planner is a spare that goes on when the first one stops', async () => {
    await composition.compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'planner=2');
    const [spare, first] = (await composition.containers('planner')).toSorted((a, b) => Date.parse(b.Created) - Date.parse(a.Created));
    await waitUntil('the spare to wait', patience, async () =>
      (await composition.printed({ id: spare?.Id ?? '' })).includes('waiting for a lease'),
    );
    const { docker } = composition.engine;
    await docker.getContainer(first?.Id ?? '').stop();
    await docker.getContainer('www-1').stop();
    await waitUntil('two addresses', patience, async () => {
      const { answers } = await dig(dns, 'www.docker.example.com');
      return answers.length === 2;
    });
  });

  test('stopped and started again, it serves again', async () => {
    const www2 = composition.engine.docker.getContainer('www-2');
    const quickStart = await composition.container('quick-start');
    await Promise.all([www2, quickStart].map((container) => container.stop()));
    expect((await quickStart.inspect()).State.ExitCode).toBe(0);
    await waitUntil('the end of its page', patience, async () => {
      const answer = await page('www-2.apps.example.com');
      return answer.kind === 'answer' && answer.status !== 200;
    });
    await www2.start();
    await waitUntil('its page', patience, async () => {
      const answer = await page('www-2.apps.example.com');
      return answer.kind === 'answer' && answer.body === 'www-2';
    });
  });

  test('a program that crashes is started again', async () => {
    const restarts = async () => (await composition.containers('ltm-applier'))[0]?.RestartCount;
    const before = await restarts();
    await composition.execute('ltm-applier', ['sh', '-c', 'kill -9 $(pidof node)']);
    await waitUntil('another start', patience, async () => (await restarts()) === (before ?? 0) + 1);
    await waitUntil('it to be well', patience, async () => (await composition.execute('planner', ['berth', 'status'])).code === 0);
  });

  test('what it says removes all of it does', async () => {
    const [, removal = ''] = /Ctrl-C stops it; `(.*)` removes/.exec(await told()) ?? [];
    await composition.shell(removal);
    const { docker } = composition.engine;
    const filters = { label: [`com.docker.compose.project=${composition.network}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
    expect(await docker.listNetworks({ filters })).toEqual([]);
    expect((await docker.listVolumes({ filters: JSON.stringify(filters) })).Volumes).toEqual([]);
  });
}

/** The commands by what they are said to do. */
function linesToTry(logs: string): ReadonlyMap<string, string> {
  const lines = logs.split('\n');
  return new Map(lines.flatMap((line, index) => (line.startsWith('  # ') ? [[line.slice(4), (lines[index + 1] ?? '').trim()]] : [])));
}
