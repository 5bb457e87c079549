/** Pure: whose certificates are meant, and by what each should be trusted. */
import { type Installation, splitUnit, trustOfUnit, Unit, type UnitTrust } from '@berth/installation';
import { nearest } from '@berth/messages';
import { Unanswered } from '../unanswered.ts';

export type Subject = {
  /** As it was asked for, or is configured: HOST or HOST:PORT. */
  readonly at: string;
  readonly host: string;
  readonly port: number;
  readonly of:
    | { readonly is: 'unit'; readonly site: string; readonly bigip: string; readonly index: number }
    | { readonly is: 'engine'; readonly site: string; readonly engine: string }
    /** Configured nowhere; `meant`: a name of the configuration that is like it. */
    | { readonly is: 'stranger'; readonly meant: string | undefined };
  /** Undefined for a stranger. */
  readonly trust: UnitTrust | undefined;
};

/** `asked`: names of BIG-IPs and engines, units, or any HOST[:PORT]; none: all BIG-IPs. Throws Unanswered for what is none of these. */
export function subjectsOf(asked: readonly string[], installation: Installation | undefined): Subject[] {
  const bigips = installation === undefined ? [] : bigipsOf(installation);
  if (asked.length > 0) return asked.flatMap((name) => subjectsCalled(name, bigips, installation));
  if (bigips.length > 0) return bigips.flatMap(({ units }) => units);
  throw new Unanswered(
    installation === undefined
      ? 'there is no configuration to take BIG-IPs from: name one with BERTH_CONFIG, or say whose certificate is meant, as HOST or HOST:PORT'
      : 'the configuration has no BIG-IP; say whose certificate is meant, as HOST or HOST:PORT',
  );
}

type Bigip = { readonly name: string; readonly units: readonly Subject[] };

function bigipsOf({ sites }: Installation): Bigip[] {
  return Object.entries(sites).flatMap(([site, { bigips }]) =>
    Object.entries(bigips).map(([bigip, config]) => ({
      name: bigip,
      units: config.units.map((at, index) => {
        return { at, ...splitUnit(at), of: { is: 'unit', site, bigip, index } as const, trust: trustOfUnit(config, index) };
      }),
    })),
  );
}

function subjectsCalled(name: string, bigips: readonly Bigip[], installation: Installation | undefined): readonly Subject[] {
  const bigip = bigips.find((candidate) => candidate.name === name);
  if (bigip !== undefined) return bigip.units;
  const engine = installation && engineCalled(name, installation);
  if (engine !== undefined) return [engine];
  if (!Unit.safeParse(name).success) throw new Unanswered(`"${name}" is neither HOST nor HOST:PORT (IPv6 in brackets)`);
  const place = splitUnit(name);
  // All of its units then: which fingerprints to write can only be said of all of them.
  const owner = bigips.find(({ units }) => units.some(({ host, port }) => host === place.host && port === place.port));
  return owner?.units ?? [{ at: name, ...place, of: { is: 'stranger', meant: nearest(name, namesIn(installation)) }, trust: undefined }];
}

function engineCalled(name: string, { sites }: Installation): Subject | undefined {
  const found = Object.entries(sites).flatMap(([site, { engines }]) =>
    Object.entries(engines).flatMap(([engine, config]) => (engine === name ? [{ site, ...config }] : [])),
  )[0];
  if (found === undefined) return undefined;
  const { site, url, caFile } = found;
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== 'tcp:' && protocol !== 'https:')
    throw new Unanswered(`the engine ${name} is reached by ${url}, without TLS: there is no certificate`);
  const trust: UnitTrust = caFile === undefined ? { kind: 'system' } : { kind: 'ca', file: caFile };
  const place = { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || 2376) };
  return { at: `${hostname}:${place.port}`, ...place, of: { is: 'engine', site, engine: name }, trust };
}

function namesIn(installation: Installation | undefined): string[] {
  return Object.values(installation?.sites ?? {}).flatMap(({ engines, bigips }) => [...Object.keys(bigips), ...Object.keys(engines)]);
}
