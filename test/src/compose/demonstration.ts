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
    onTestFailed(async () => console.error(await composition.compose('logs', '--no-color', '--tail', '20')));
  });

  const page = async (host: string) => await ask(http, host);

  test('one command leads to the first page, the names and the lines to try', async () => {
    await waitUntil('a page', patience, async () => {
      const answer = await page('www-2.apps.example.com');
      return answer.kind === 'answer' && answer.body === 'www-2';
    });
    await waitUntil('the quick start', patience, async () =>
      (await composition.compose('logs', 'quick-start')).includes('Berth is running.'),
    );
    expect(await page('www.apps.example.com')).toMatchObject({ status: 200, body: expect.stringMatching(/^www-[123]$/) });
    await waitUntil('three addresses', patience, async () => {
      const { answers } = await dig(dns, 'www.docker.example.com');
      return answers.length === 3;
    });
    expect(await composition.compose('exec', '-T', 'planner', 'berth', 'status')).toContain('All is well.');
  });

  test('a container of its network that carries the label is served, and is gone when it stops', async () => {
    const [sample] = await composition.containers('www-1');
    const container = await composition.engine.docker.createContainer({
      name: 'www-4',
      Hostname: 'www-4',
      Image: sample?.Config.Image ?? '',
      Cmd: sample?.Config.Cmd ?? [],
      ExposedPorts: { '80/tcp': {} },
      Labels: { 'berth.enable': 'true' },
      HostConfig: { NetworkMode: composition.network },
    });
    await container.start();
    await waitUntil('its page', patience, async () => {
      const answer = await page('www-4.apps.example.com');
      return answer.kind === 'answer' && answer.body === 'www-4';
    });
    await container.remove({ force: true });
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
        SecurityOpt: ['no-new-privileges:true'],
        Init: true,
      });
      expect(container?.HostConfig.Memory).toBeGreaterThan(0);
      expect(container?.Config.User).toBe(name === 'collector' ? '0:0' : '1000:1000');
    }
  });

  test('a second planner is a spare that goes on when the first one stops', async () => {
    await composition.compose('up', '--detach', '--no-build', '--no-recreate', '--scale', 'planner=2');
    const [, first] = (await composition.containers('planner')).toSorted((a, b) => Date.parse(b.Created) - Date.parse(a.Created));
    await waitUntil('the spare to wait', patience, async () =>
      (await composition.compose('logs', 'planner')).includes('waiting for a lease'),
    );
    await composition.engine.docker.getContainer(first?.Id ?? '').stop();
    await composition.compose('stop', 'www-1');
    await waitUntil('two addresses', patience, async () => {
      const { answers } = await dig(dns, 'www.docker.example.com');
      return answers.length === 2;
    });
  });
}
